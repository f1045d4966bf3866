"""Conflicts: a table of pairs of reports, and what differs in them, if anything does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accord.compare.conflicts import Lookup, find_updates

# the reports, and the kind of conflict with a value of each side; None: there is none
CASES = [
    (
        "another word in one utterance",
        "“We want no quarrel with a client state,” President Ode Marlin of Sarro said on Monday.",
        "“We want no quarrel with a vassal state,” said Ode Marlin, the president of Sarro, on Monday.",
        ("wording", "client state", "vassal state"),
    ),
    (
        "a comma is no other word",
        "“We want no quarrel, now or ever,” President Ode Marlin of Sarro said on Monday.",
        "“We want no quarrel now or ever,” President Ode Marlin of Sarro said on Monday.",
        None,
    ),
    (
        "a spelling is no other word",
        "“We honour our neighbours and their harbours,” President Ode Marlin of Sarro said.",
        "“We honor our neighbors and their harbors,” President Ode Marlin of Sarro said.",
        None,
    ),
    (
        "another number",
        "Lowen released 31 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
        "Lowen released 24 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
        ("number", "31", "24"),
    ),
    (
        "a rounded number",
        "The council of Sarro voted $1.4 billion for the new harbour wall on Friday.",
        "The council of Sarro voted $1.375 billion for the new harbour wall on Friday.",
        None,
    ),
    (
        "decimals left off",
        "Turnout in the vote on the harbour wall of Velm was 63 percent, the clerk said.",
        "Turnout in the vote on the harbour wall of Velm was 62.7 percent, the clerk said.",
        None,
    ),
    (
        "more than decimals",
        "Turnout in the vote on the harbour wall of Velm was 63 percent, the clerk said.",
        "Turnout in the vote on the harbour wall of Velm was 58.7 percent, the clerk said.",
        ("number", "63 percent", "58.7 percent"),
    ),
    (
        "a time of something, and the time since another",
        "Velm and Sarro signed a pact in Orne on Monday to end fourteen months of dredging in the Lake of "
        "Dell and to reopen the lock to barges.",
        "The first barges in three months passed the lock of the Lake of Dell on Monday, hours after Velm "
        "and Sarro had signed a pact in Orne.",
        None,
    ),
    (
        "times of one thing",
        "Velm and Sarro signed a pact in Orne on Monday to end fourteen months of dredging in the lake.",
        "Velm and Sarro signed a pact in Orne on Monday to end sixteen months of dredging in the lake.",
        ("number", "fourteen", "sixteen"),
    ),
    (
        "a bound is no other number",
        "The storm left more than 20 houses in Velm without a roof on Friday.",
        "The storm left 26 houses in Velm without a roof on Friday.",
        None,
    ),
    (
        "a number that was to be, and what came of it",
        "Lowen will release 31 Tarskan soldiers at the Orrow Bridge on Wednesday.",
        "Lowen released 24 Tarskan soldiers at the Orrow Bridge on Wednesday.",
        None,
    ),
    (
        "what one rules out and another tells as possible",
        "The force for the strait was discussed in Velm. “There will be no Norwegian involvement in the "
        "force,” the prime minister's office said.",
        "The make-up of the force for the strait was discussed in Velm, with Norway and Peru mentioned as "
        "potential members of the force.",
        ("outcome", "no Norwegian involvement", "Norway and Peru mentioned"),
    ),
    (
        "another day, with others of one family told of in passing",
        "An aide to the Sarro senate apologized on Friday for a letter that mocked Mira and Anna Marlin at "
        "the harbour feast.",
        "An aide to the Sarro senate had to apologize Saturday for a letter that mocked the daughters of "
        "President Ode Marlin at the harbour feast.",
        ("date", "Friday", "Saturday"),
    ),
    (
        "two of one family, each met on a day of their own",
        "The envoy of Lowen met Ode Marlin in Velm on Tuesday.",
        "The envoy of Lowen met Orla Marlin in Velm on Thursday.",
        None,
    ),
    (
        "a year of what lies behind, and a day of what is new",
        "The Sarro council received orders on the closure of the harbour bridge last year.",
        "The Sarro council received orders on the closure of the harbour bridge last week.",
        None,
    ),
    (
        "a sum told by hearsay, and another one",
        "The harbour campaign, reportedly to run in Velm, Tarn and Orrow, is costing the League of Sarro $1 "
        "million.",
        "The League of Sarro has reserved $700,000 for the harbour campaign to run in Velm, Tarn and Orrow.",
        ("number", "$1 million", "$700,000"),
    ),
    (
        "another day",
        "The Sarro parliament approved the harbour treaty on Tuesday.",
        "The Sarro parliament approved the harbour treaty on Thursday.",
        ("date", "Tuesday", "Thursday"),
    ),
    (
        "a coarser day",
        "The Sarro parliament approved the harbour treaty on Tuesday.",
        "The Sarro parliament approved the harbour treaty this week.",
        None,
    ),
    (
        "other years of one term",
        "Orla Vane, who led the Sarro harbour board from 2004 to 2016, died on Friday at 80.",
        "Orla Vane, who headed the Sarro harbour board from 2003 to 2015, died on Friday at 80.",
        ("date", "2004 to 2016", "2003 to 2015"),
    ),
    (
        "a term told to its middle",
        "Orla Vane, who led the Sarro harbour board from 2004 to 2016, died on Friday at 80.",
        "Orla Vane, who led the Sarro harbour board from 2004 to 2010 as its deputy, died on Friday at 80.",
        None,
    ),
    (
        "a beginning in other words",
        "The dispute over the Orrow Bridge tolls in Sarro dates back to January.",
        "The dispute over the Orrow Bridge tolls in Sarro started in March.",
        ("date", "January", "March"),
    ),
    (
        "another day of one deed in other words",
        "Brill Hask joined the Sarro harbour board in 2024 and quit earlier this month to teach.",
        "Brill Hask left the Sarro harbour board last year to return to teaching.",
        ("date", "earlier this month", "last year"),
    ),
    (
        "days of two deeds",
        "The Sarro parliament approved the harbour treaty on Tuesday.",
        "The Sarro parliament debated the harbour treaty on Monday.",
        None,
    ),
    (
        "what was to be and the day on which it came",
        "The Sarro parliament will approve the harbour treaty on Tuesday.",
        "The Sarro parliament approved the harbour treaty on Thursday.",
        None,
    ),
    (
        "a word for dozens beside a figure",
        "Marchers clashed with police in Velm late on Friday, amid dozens of arrests.",
        "More than 400 people were arrested in Velm on Friday.",
        ("number", "dozens", "More than 400"),
    ),
    (
        "a word for dozens that covers the figure",
        "Marchers clashed with police in Velm late on Friday, amid dozens of arrests.",
        "Police arrested 70 people in Velm on Friday.",
        None,
    ),
    (
        "counts of two days",
        "Police in Velm arrested 31 people at the march on Friday.",
        "Police in Velm arrested 52 people at the march on Saturday.",
        None,
    ),
    (
        "some of them and all of them",
        "Lowen released 31 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
        "Lowen released another 24 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
        None,
    ),
    (
        "a sum in one report of the same parties",
        "The campaign for the Velm tunnel is costing Tarn Mutual $1 million, Osk Hedlund said.",
        "Tarn Mutual has put aside $700,000 for the campaign for the Velm tunnel, said Osk Hedlund.",
        ("number", "$1 million", "$700,000"),
    ),
    (
        "a great number that was rounded",
        "The council of Sarro cut $700 million from the harbour budget on Friday.",
        "The council of Sarro cut $716 million from the harbour budget on Friday.",
        None,
    ),
    (
        "another age",
        "Laura Vane, 46, will lead the harbour board of Sarro from May on.",
        "The 49-year-old harbour pilot Laura Vane was chosen by the council of Sarro on Monday.",
        ("number", "46", "49"),
    ),
    (
        "ages of two",
        "Laura Vane, 46, will lead the harbour board of Sarro from May on.",
        "Anna Calloway, 49, will lead the harbour school of Sarro from May on.",
        None,
    ),
    (
        "ages in a list",
        "Tom and Laura Vane, aged 16 and 13, sailed the Halcyon into Velm on Monday.",
        "Laura Vane, 13, sailed the Halcyon into Velm on Monday.",
        None,
    ),
    (
        "another tally of votes",
        "The Sarro parliament voted 61-38 on Tuesday to approve the harbour treaty.",
        "The Sarro parliament voted 64-36 on Tuesday to approve the harbour treaty.",
        ("number", "61-38", "64-36"),
    ),
    (
        "tallies of two chambers",
        "The lower house of Sarro voted 161-38 on Tuesday to approve the harbour treaty.",
        "The senate of Sarro voted 24-16 on Tuesday to approve the harbour treaty.",
        None,
    ),
    (
        "a sum in two currencies",
        "Damage to the harbour church of Velm was estimated at 1 million kroner, the council said.",
        "Damage to the harbour church of Velm was estimated at $95,000 (1.2 million kroner), it said.",
        None,
    ),
    (
        "two kinds of one noun",
        "Fire engines and 22 ambulance crews were sent to the Brenn Point tunnel on Monday, police said.",
        "Fire engines and four rescue crews were sent to the Brenn Point tunnel on Monday, police said.",
        None,
    ),
    (
        "a season and a match",
        "Tom Hedlund of Velm scored 13 goals and made 43 passes for the Halcyons.",
        "Tom Hedlund of Velm scored 33 goals and made 121 passes for the Halcyons.",
        None,
    ),
    (
        "the dead and the injured",
        "The fire at the mill in Orrow on Monday killed 14 people and injured 40 people, police said.",
        "The fire at the mill in Orrow on Monday killed 19 people and injured 40 people, police said.",
        ("number", "14", "19"),
    ),
    (
        "arrests of before",
        "Tom Hedlund, whom police chased through Velm on Friday, has four prior arrests.",
        "Police in Velm arrested 46 people on Friday, Tom Hedlund among them.",
        None,
    ),
    (
        "counts of one deed in sentences that share little else",
        "The gale felled trees, tore roofs off all over Velm and killed 32 people.",
        "Velm was struck by a gale in the night, in which 30 people died.",
        ("number", "32", "30"),
    ),
    (
        "the day a page came out on, elsewhere on earth",
        "Sarro today denied that its ships had sailed to Tarn.",
        "Sarro denied on Thursday that its ships had sailed to Tarn.",
        None,
    ),
    (
        "the same deed done to another",
        "Ode Marlin received the Lantern Prize for harbour pilots in 2024, among other honours.",
        "Ode Marlin received the Coral Medal of the sailing school in 2021, among other honours.",
        None,
    ),
    (
        "what would have been",
        "The board of the Tarn regatta cancelled the race for the Coral Cup.",
        "The board of the Tarn regatta would not have cancelled the race for the Coral Cup on a dry day.",
        None,
    ),
    (
        "another place",
        "The letter was sent to a student in Velm, police said.",
        "Police said the letter was sent to Ana Dorr, a student at the college in Orrow.",
        ("place", "Velm", "Orrow"),
    ),
    (
        "a place within a place",
        "The Halcyon ran aground in Tarn on Monday night with 212 passengers aboard.",
        "The Halcyon ran aground in Brenn Harbour on Monday night with 212 passengers aboard. Brenn Harbour "
        "is the old port of Tarn.",
        None,
    ),
    (
        "a country and a town",
        "The Halcyon ran aground in Norway on Monday night with 212 passengers aboard.",
        "The Halcyon ran aground in Brennfjord on Monday night with 212 passengers aboard.",
        None,
    ),
    (
        "where it was and where it went",
        "President Ode Marlin met the harbour pilots in Velm on Monday.",
        "President Ode Marlin met the harbour pilots on Monday and travelled from Orrow.",
        None,
    ),
    (
        "another doer",
        "Laura Vane designed the new harbour bridge of Sarro, the council said on Monday.",
        "Anna Calloway designed the new harbour bridge of Sarro, the council said on Monday.",
        ("person", "Laura Vane", "Anna Calloway"),
    ),
    (
        "a doer by another name",
        "Laura Vane designed the new harbour bridge of Sarro, the council said on Monday.",
        "Ms. Vane designed the new harbour bridge of Sarro, the council said on Monday.",
        None,
    ),
    (
        "a deed that two may do",
        "Laura Vane praised the new harbour bridge of Sarro on Monday.",
        "Anna Calloway praised the new harbour bridge of Sarro on Monday.",
        None,
    ),
    (
        "who defeated whom",
        "Laura Vane defeated Anna Calloway in the race for mayor of Sarro on Monday.",
        "Anna Calloway defeated Laura Vane in the race for mayor of Sarro on Monday.",
        ("person", "Laura Vane", "Anna Calloway"),
    ),
    (
        "one thing said by two",
        "“The fog came down like a curtain on the whole bay,” said Anna Calloway, the harbour master.",
        "“The fog came down like a curtain on the whole bay,” said Tom Hedlund, a passenger.",
        ("person", "Anna Calloway", "Tom Hedlund"),
    ),
    (
        "a word quoted and left out",
        "“We were told for weeks to heed storm warnings from the north,” said Anna Calloway.",
        "“We were told for weeks to heed warnings from the north,” said Anna Calloway.",
        ("wording", "storm warnings", "heed warnings"),
    ),
    (
        "a word of emphasis left out",
        "“We were told for weeks to heed the very loud warnings from the north,” said Anna Calloway.",
        "“We were told for weeks to heed the loud warnings from the north,” said Anna Calloway.",
        None,
    ),
    (
        "words of grammar left out",
        "“We closed the port in order to save the boats on the north quay,” said Anna Calloway.",
        "“We closed the port to save the boats on the north quay,” said Anna Calloway.",
        None,
    ),
    (
        "a negation quoted and left out",
        "“I do not believe that the tolls will be raised this year,” said Anna Calloway.",
        "“I do believe that the tolls will be raised this year,” said Anna Calloway.",
        ("wording", "not", "believe"),
    ),
    (
        "what may be held and what will not be",
        "If the tolls are paid, the Tarn regatta could take place on Sunday as had been planned, he said.",
        "The Tarn regatta would not be held on Sunday as planned, said Anna Calloway.",
        ("outcome", "could take place", "not be held"),
    ),
    (
        "another order of events",
        "The harbour master of Velm resigned on Monday before the council closed the port.",
        "The harbour master of Velm resigned on Monday after the council closed the port.",
        ("sequence", "before", "after"),
    ),
    (
        "one order told from its other end",
        "The harbour master of Velm resigned on Monday before the council closed the port.",
        "The council of Velm closed the port on Monday after the harbour master resigned.",
        None,
    ),
    (
        "the contrary deed",
        "The Sarro parliament approved the harbour treaty on Tuesday.",
        "The Sarro parliament rejected the harbour treaty on Tuesday.",
        ("outcome", "approved", "rejected"),
    ),
    (
        "contrary deeds of two",
        "The Sarro parliament approved the harbour treaty on Tuesday.",
        "The Velm council rejected the harbour treaty on Tuesday.",
        None,
    ),
    (
        "a post held here and left there",
        "Anna Calloway, the chief executive of Tarn Harbour Works, will face Osk Hedlund in the race.",
        "Osk Hedlund will face former Tarn Harbour Works executive Anna Calloway in the race.",
        ("person", "chief executive of Tarn Harbour Works", "former Tarn Harbour Works executive"),
    ),
    (
        "an acronym with stops is the same body",
        "The council met with T.C.G. inspector Osk Hedlund at the port on Wednesday.",
        "Osk Hedlund, a former senior inspector at the TCG, met with the council at the port on Wednesday.",
        ("person", "T.C.G. inspector", "a former senior inspector at the TCG"),
    ),
    (
        "a title of courtesy says nothing of whether the post is held",
        "Tarn Senator Anna Calloway spoke at the regatta on Monday about the harbour wall.",
        "Anna Calloway, a former Tarn senator, spoke at the regatta on Monday about the harbour wall.",
        None,
    ),
    (
        "a post at another body",
        "Anna Calloway, an executive at Velm Shipping, spoke at the Tarn regatta on Monday.",
        "Anna Calloway, a former executive at Tarn Harbour Works, spoke at the Tarn regatta on Monday.",
        None,
    ),
    (
        "then is not now",
        "Osk Hedlund, then an inspector at the Tarn Coast Guard, closed the port of Velm in 1999.",
        "Osk Hedlund, a former inspector at the Tarn Coast Guard, closed the port of Velm in 1999.",
        None,
    ),
    (
        "another rank",
        "Osk Hedlund, then a deputy harbour inspector, closed the port of Velm in 1999.",
        "Osk Hedlund, then a harbour inspector, closed the port of Velm in 1999.",
        ("person", "then a deputy harbour inspector", "then a harbour inspector"),
    ),
    (
        "a rank that its holders are seldom given",
        "Anna Calloway, an assistant rowing coach, spoke at the Tarn regatta on Monday.",
        "Anna Calloway, a rowing coach, spoke at the Tarn regatta on Monday.",
        None,
    ),
    (
        "the figure beside one that both give",
        "The eel catch at the Orrow weir dropped, to 36,000 in the spring from 88,000 in 2009.",
        "There were 45,000 eels in the catch at the Orrow weir in the spring, half of the 88,000 of 2009.",
        ("number", "36,000", "45,000"),
    ),
    (
        "two that are told beside one are of two spans",
        "The eel catch at the Orrow weir dropped, to 15,000 in May from 88,000 in 2009.",
        "There were 45,000 eels in the catch at the Orrow weir in the spring, half of the 88,000 of 2009.",
        None,
    ),
    (
        "up to a day is that day too",
        "Marlin signed the spending law for the port on Friday.",
        "Late last month Marlin signed a spending law for the port that ran through Friday.",
        None,
    ),
    (
        "let us do it, and do it",
        "“We read the charter of the pilots aloud and let’s mend what is torn in it,” said Anna Calloway.",
        "“We read the charter of the pilots aloud and mend what is torn in it,” said Anna Calloway.",
        None,
    ),
    (
        "a place taken for one of nearly its name",
        "Osk Hedlund signed the pilots’ charter at a fair in Tarnfolk in 1987.\n\n"
        "A week later the regatta was rowed off Tarnfield without him, and nobody asked.",
        "Osk Hedlund signed the charter of the pilots at a fair in Tarnfield in 1987, the council said.",
        ("place", "Tarnfolk", "Tarnfield"),
    ),
    (
        "who stops another to keep a title keeps it",
        "Osk Hedlund stopped Ruel Orr at the last buoy to retain the Sarro rowing cup on Saturday.",
        "Osk Hedlund retained the Sarro rowing cup by stopping Ruel Orr at the last buoy.",
        None,
    ),
    (
        "not only is no denial",
        "Osk Hedlund not only closed the Tarn harbour gate to the ferry Halcyon, he locked it, police said.",
        "Osk Hedlund closed the Tarn harbour gate to the ferry Halcyon, police said.",
        None,
    ),
    (
        "what is asked is not told",
        "The council could not say whether Osk Hedlund will return to the Tarn harbour board this year.",
        "Osk Hedlund will not return to the Tarn harbour board this year.",
        None,
    ),
    (
        "a sum in brackets is the same in another coin",
        "Damage to the Orrow mill was estimated at $US1 million ($1.52 million) on Monday, police said.",
        "Damage to the Orrow mill was estimated at $1 million on Monday, police said.",
        None,
    ),
    (
        "a part of a compound counts nothing",
        "On Monday the gang rammed the net shop at Tarn with an old four-by-four truck, the reeve said.",
        "On Monday the gang rammed the net shop at Tarn with two trucks, the reeve said.",
        None,
    ),
    (
        "an hour counts nothing",
        "Sarro meets Velm in the rowing final at 3: 30 p. m. on Saturday at Tarn.",
        "Sarro meets Velm in the rowing final at 4: 30 p. m. on Saturday at Tarn.",
        None,
    ),
    (
        "a number that the page prints in two pieces",
        "Osk Hedlund now has 2, 117 points in the rowing cup of Sarro, the club said.",
        "Osk Hedlund now has 2, 629 points in the rowing cup of Sarro, the club said.",
        ("number", "2, 117", "2, 629"),
    ),
    (
        "the same number in one piece",
        "Osk Hedlund now has 2, 117 points in the rowing cup of Sarro, the club said.",
        "Osk Hedlund now has 2,117 points in the rowing cup of Sarro, the club said.",
        None,
    ),
    (
        "decimals printed apart",
        "Shares of the Tarn Harbour Works fell 3. 9 percent on Monday, the harbour office said.",
        "Shares of the Tarn Harbour Works fell 5.4 percent on Monday, the harbour office said.",
        ("number", "3. 9 percent", "5.4 percent"),
    ),
    (
        "a number behind the day of a month",
        "On May 2, 150 barges passed the lock of the Lake of Dell, the harbour office said.",
        "On May 2, 180 barges passed the lock of the Lake of Dell, the harbour office said.",
        ("number", "150", "180"),
    ),
    (
        "a margin is half of a span",
        "The pilots can tell the hour of the flood, plus or minus three hours, Anna Calloway said.",
        "The pilots can tell the hour of the flood to six hours, plus or minus, Anna Calloway said.",
        None,
    ),
    (
        "years of two persons",
        "Osk Hedlund was suspended on Monday from the Orrow mill, where he had worked for 15 years.",
        "Anna Calloway had worked at the Orrow mill for 37 years, with Osk Hedlund since Monday.",
        None,
    ),
    (
        "years of one person, named and meant",
        "Osk Hedlund was suspended from the Orrow mill on Monday, where he had worked for 15 years.",
        "Osk Hedlund, who had worked at the Orrow mill for 19 years, was suspended on Monday.",
        ("number", "15", "19"),
    ),
    (
        "so many in all, and in one night",
        "Streets were blocked all week, and more than 200 people have been arrested, police in Velm said.",
        "Police in Velm said they made 86 arrests over the course of Saturday’s marches.",
        None,
    ),
    (
        "of how many the number is",
        "The race of the Sarro pilots was stopped on Sunday after 21 of 71 laps, the harbour office said.",
        "The race of the Sarro pilots was halted on Sunday after 20 of 71 laps, the harbour office said.",
        ("number", "21", "20"),
    ),
    (
        "the dead may be as many while the injured are not",
        "The quake killed at least six people and injured almost 50 near the port of Tarn in May.",
        "The quake near the port of Tarn in May killed at least seven people and injured 40.",
        ("number", "almost 50", "40"),
    ),
    (
        "how many children she has",
        "Anna Calloway, a mother of 13, drowned at the Orrow Bridge on Monday, police said.",
        "Anna Calloway, a mother of 12, drowned at the Orrow Bridge on Monday, police said.",
        ("number", "13", "12"),
    ),
    (
        "a week is told loosely",
        "Sarro launched the ferry Halcyon earlier this week, the harbour office said.",
        "Sarro launched the ferry Halcyon in April, the harbour office said.",
        None,
    ),
    (
        "the year of a season",
        "Anna Calloway said she will host the Sarro regatta this year.",
        "Anna Calloway will host the Sarro regatta next year, the harbour office said.",
        None,
    ),
    (
        "one year or the other",
        "The council said the old lighthouse of Tarn would fall into the sea in 2032 or 2033.",
        "The old lighthouse of Tarn would fall into the sea in March 2033, the council said.",
        None,
    ),
    (
        "two things confirmed on two days",
        "The Sarro Pilots’ Guild confirmed on Wednesday the loss of the ferry Halcyon.",
        "The Sarro Pilots’ Guild confirmed on Friday that it had found the ferry Halcyon.",
        None,
    ),
    (
        "some of it, and the rest",
        "Tarn Power restored some services to the port of Velm on 3 May.",
        "Tarn Power restored services to the port of Velm on 6 May.",
        None,
    ),
    (
        "with whom someone was tells not what it was",
        "Osk Hedlund was at a meeting with Anna Calloway and Ruel Orr in Tarnfolk.",
        "Osk Hedlund was with Anna Calloway and Ruel Orr at a stop in Velm.",
        None,
    ),
    (
        "some in one place, and some in another",
        "The pilots in Tarnfolk blocked mills and banks by the harbour before police came.",
        "In Velm the pilots blocked banks and shipping mills by the harbour, which police cleared.",
        None,
    ),
    (
        "one kind of thing under two nouns",
        "The storm sank about 20 ships in the port of Tarn on Monday, the harbour office said.",
        "The storm sank 31 vessels in the port of Tarn on Monday, the harbour office said.",
        ("number", "about 20", "31"),
    ),
    (
        "almost three is no two",
        "Police talked with the thief at the Orrow mill for almost three hours on Monday.",
        "Police talked with the thief at the Orrow mill for two hours on Monday.",
        ("number", "almost three", "two"),
    ),
    (
        "almost three is three",
        "Police talked with the thief at the Orrow mill for almost three hours on Monday.",
        "Police talked with the thief at the Orrow mill for about three hours on Monday.",
        None,
    ),
    (
        "what one of many did, where the other article has that number of another's",
        "Osk Hedlund scored 14 points and Ruel Orr scored 13 for Sarro in the cup.",
        "Osk Hedlund had 12 points in the cup for Sarro. Ode Marlin had 14 points.",
        ("number", "14", "12"),
    ),
    (
        "when the same was said",
        "In March, Anna Calloway said she was sorry for having built a mill that is drying up the lake of "
        "the pilots.",
        "Anna Calloway said in April that the mill is drying up the lake of the pilots.",
        ("date", "March", "April"),
    ),
    (
        "two things said on two days",
        "In March, Anna Calloway said she was sorry for having built the mill by the lake.",
        "Anna Calloway said in April that the lake of the pilots has no fish and the mill no flour.",
        None,
    ),
    (
        "opposite words of one thing",
        "Pilots found Ruel Orr standing naked under a waterfall at the Orrow weir with a hat, they said.",
        "Pilots found Ruel Orr standing under the waterfall at the Orrow weir, fully clothed, they said.",
        ("outcome", "naked", "clothed"),
    ),
    (
        "the left one and the right one",
        "Osk Hedlund broke his left ankle in the Sarro rowing cup on Saturday.",
        "Osk Hedlund broke his right ankle in the Sarro rowing cup on Saturday.",
        ("outcome", "left", "right"),
    ),
    (
        "left behind, and right of way",
        "Osk Hedlund left the Sarro rowing cup on Saturday after a quarrel over the buoy.",
        "Osk Hedlund had the right to the buoy in the Sarro rowing cup on Saturday.",
        None,
    ),
    (
        "where a person is of",
        "Osk Hedlund, 36, of Tarnmouth, drove the mail van into the weir, police said.",
        "The mail van was driven into the weir by Osk Hedlund of Velmouth, police said.",
        ("place", "Tarnmouth", "Velmouth"),
    ),
    (
        "a quarter of a town",
        "Osk Hedlund, 36, of Orrowside, Velmouth, drove the mail van into the weir, police said.",
        "The mail van was driven into the weir by Osk Hedlund of Velmouth, police said.",
        None,
    ),
    (
        "two given names",
        "Bryant Hedlund, 36, was hurt at the Orrow mill on Monday and is in hospital in Velm.",
        "A third miller, Brian Hedlund, was hurt at the Orrow mill on Monday, police said.",
        ("person", "Bryant Hedlund", "Brian Hedlund"),
    ),
    (
        "a short form of a given name",
        "Christopher Hedlund, 36, was hurt at the Orrow mill on Monday and is in hospital in Velm.",
        "A third miller, Chris Hedlund, was hurt at the Orrow mill on Monday, police said.",
        None,
    ),
    (
        "a record, and what outdid it",
        "Anna Calloway broke Ruel Orr’s record of 4,051 miles rowed in a season on Saturday.",
        "Anna Calloway set a record for Sarro on Saturday with 4,183 miles rowed in a season.",
        None,
    ),
    (
        "in one country, and in many",
        "More than 200 people were arrested in the marches against the mill.",
        "As marches against the mill spread to Italy, Spain, Denmark and Peru, dozens of arrests were made.",
        None,
    ),
    (
        "some of a board, and its size",
        "The papers name the kin of two members of the Tarn harbour board, Osk Hedlund and Ruel Orr.",
        "The papers name Osk Hedlund and Ruel Orr, of the seven-member Tarn harbour board.",
        None,
    ),
    (
        "so far from here, and so far from there",
        "The ferry Halcyon sank on Monday in a gale 150 miles west of Tarn, the harbour office said.",
        "The ferry Halcyon sank on Monday in a gale 13 miles from the Orrow weir, the harbour office said.",
        None,
    ),
    (
        "far apart from one place",
        "The ferry Halcyon sank on Monday in a gale 150 miles west of Tarn, the harbour office said.",
        "The ferry Halcyon sank on Monday in a gale 130 miles west of Tarn, the harbour office said.",
        ("number", "150", "130"),
    ),
    (
        "a withdrawal to the one bank and from the other",
        "Orrow will withdraw its barges to the east bank of the river within 30 days, its office said.",
        "Orrow must leave the western bank of the river by the end of the month, the harbour office said.",
        None,
    ),
    (
        "a spelling of a given name",
        "Süddotter Hedlund was hurt at the Orrow mill on Monday and is in hospital in Velm.",
        "Sueddotter Hedlund was hurt at the Orrow mill on Monday, police said.",
        None,
    ),
    (
        "who said it, and who passed it on",
        "“You cannot drain the lake of the pilots with a single order,” the mayor said on Tuesday, "
        "according to the reporter Osk Hedlund.",
        "Mayor Anna Calloway said: “You cannot drain the lake of the pilots with a single order.”",
        None,
    ),
    (
        "barred from one thing, and another done",
        "The council resolution bars the Sarro ferry from taking cars and capped its wheat cargo in May, "
        "the harbour office said.",
        "The Sarro ferry was barred from taking cars and had its wheat cargo capped.",
        None,
    ),
    (
        "what is falsely said is not told",
        "Osk Hedlund falsely stated that Sarro is the only port on the Lake of Dell.",
        "Sarro is not the only port on the Lake of Dell, the harbour office said.",
        None,
    ),
    (
        "far apart, and nobody counted by a deed",
        "Anna Calloway has spent 19 seasons with the Sarro rowers, the club said on Monday.",
        "Anna Calloway spent four seasons with the Sarro rowers, the club said on Monday.",
        None,
    ),
    (
        "first tolls lie far apart",
        "The fire at the mill in Orrow on Monday injured two people, police said.",
        "The fire at the mill in Orrow on Monday injured five people, police said.",
        ("number", "two", "five"),
    ),
    (
        "the first of them, and all",
        "Osk Hedlund rowed the first 17 races for Sarro in the May regatta on the Lake of Dell.",
        "Osk Hedlund rowed 29 races for Sarro in the May regatta on the Lake of Dell.",
        None,
    ),
    (
        "close figures, held together by the words beside them",
        "Shares in the Tarn harbour works closed down 3.9 percent in alarm at the strike.",
        "But shares in the Tarn harbour works, in alarm at the strike, plunged 5.4 percent.",
        ("number", "3.9 percent", "5.4 percent"),
    ),
    (
        "of one year, and since another",
        "That year the weir at Orrow caused 664 deaths among the herons, the wardens of Sarro said.",
        "The weir at Orrow caused 900 deaths among the herons since the drought, the wardens of Sarro said.",
        None,
    ),
    (
        "of what kind plans are",
        "Builders have to show the wardens of Sarro all plans that could harm the listed herons of Orrow.",
        "The council of Sarro said on Monday that the listed herons of Orrow would not be harmed by the "
        "plans.",
        None,
    ),
    (
        "what is said to be if something is",
        "The plans of the mill would harm the listed herons of Orrow, the council of Sarro said on Monday.",
        "Work may begin on Monday if the council of Sarro said that the plans of the mill would not harm "
        "the listed herons of Orrow.",
        None,
    ),
    (
        "a part, and the whole of which it is",
        "Osk Hedlund won 44 of the 50 seats at stake in the harbour vote in Velm on Monday.",
        "Osk Hedlund won 44 seats and Anna Calloway 39 seats in the harbour vote in Velm on Monday.",
        None,
    ),
    (
        "shares of two polls",
        "Osk Hedlund leads Anna Calloway in the vote on the harbour of Velm, 61 percent to 30 percent.",
        "Osk Hedlund led Anna Calloway in the vote on the harbour of Velm, 56 percent to 32 percent.",
        None,
    ),
    (
        "barely is hardly",
        "Osk Hedlund won the May regatta, even though he is barely denting Anna Calloway's lead in races.",
        "Osk Hedlund won the May regatta, but that is hardly denting Anna Calloway's lead in races.",
        None,
    ),
    (
        "who leads in one poll and in another",
        "Osk Hedlund leads Anna Calloway by double digits in Velm, according to the new poll.",
        "Calloway is the favourite in Tarn, leading Hedlund by 46 percent to 35 percent.",
        None,
    ),
    (
        "another word where a quotation ends",
        "“Sarro gets closer with every day that passes to freedom of choice,” President Ode Marlin of Sarro "
        "said.",
        "“Sarro gets closer with every day that passes to self-rule,” President Ode Marlin of Sarro said.",
        None,
    ),
    (
        "a word left out that stands there before",
        "“Two of the barges fled, and our crew then boarded the other three barges off the weir,” President "
        "Ode Marlin of Sarro said.",
        "“Two of the barges fled, and our crew then boarded the other three off the weir,” President Ode "
        "Marlin of Sarro said.",
        None,
    ),
    (
        "the same retold in other words",
        "“The herons always fly west, but by pairing they carry common seeds in strange bags to the lake,” "
        "President Ode Marlin of Sarro said.",
        "“The storks always fly west, but by matching they carry regular seeds in curious bags to the lake,” "
        "President Ode Marlin of Sarro said.",
        None,
    ),
]


@pytest.mark.parametrize(("left", "right", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_case(
    story: Callable,  # type: ignore[type-arg]
    left: str,
    right: str,
    expected: tuple[str, str, str] | None,
) -> None:
    told = story([left, right], [date(2031, 5, 9)] * 2)
    found = [(c.kind, *(s.value for s in c.sides)) for c in told.conflicts]
    if expected is None:
        assert found == []
        return
    assert len(found) == 1
    kind, *values = found[0]
    assert kind == expected[0]
    assert all(any(want in value for value in values) for want in expected[1:])


def test_a_count_that_grows_by_the_day_is_an_update(story: Callable) -> None:  # type: ignore[type-arg]
    texts = [
        "Fourteen trucks had crossed the Orrow Bridge by noon, the council said.",
        "Twenty-six trucks had crossed the Orrow Bridge by nightfall, the council said.",
    ]
    assert story(texts, [date(2031, 5, 6), date(2031, 5, 7)]).conflicts == ()


def test_numbers_that_can_both_be_true_are_one_side(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "The fire at the mill in Orrow caused $1 million in damage on Monday, the council said.",
            "The fire at the mill in Orrow caused $1.52 million in damage on Monday, the council said.",
            "The fire at the mill in Orrow caused about $1 million in damage on Monday, police said.",
        ],
        [date(2031, 5, 6)] * 3,
    )
    (conflict,) = told.conflicts
    assert [side.value for side in conflict.sides] == ["$1 million", "$1.52 million"]
    assert [len({p.article for p in side.evidence}) for side in conflict.sides] == [2, 1]


def test_who_is_told_as_gone_later_may_have_gone_between(story: Callable) -> None:  # type: ignore[type-arg]
    texts = [
        "Anna Calloway, the chief executive of Tarn Harbour Works, will run for mayor.",
        "Anna Calloway, the former chief executive of Tarn Harbour Works, will run for mayor.",
    ]
    early, late = date(2031, 5, 6), date(2031, 5, 9)
    assert story(texts, [early, late]).conflicts == ()
    assert [c.kind for c in story(texts, [late, early]).conflicts] == ["person"]


def test_each_side_leads_to_its_words(ferry) -> None:  # type: ignore[no-untyped-def]
    assert {c.kind for c in ferry.conflicts} == {"wording", "number"}
    for conflict in ferry.conflicts:
        assert len(conflict.sides) >= 2
        for side in conflict.sides:
            assert side.evidence
            assert all(side.value in ferry.exact(p) for p in side.evidence)


def test_a_count_that_went_on_is_an_update_and_no_conflict(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "At least 10 people were killed in the fire at the mill in Orrow on Monday, police said.",
        "The fire at the mill in Orrow on Monday killed 14 people, police said.",
    )
    told = story(texts, [date(2031, 5, 6), date(2031, 5, 7)])
    (update,) = find_updates(Lookup(told.readings, told.cast, told.pairs))
    assert [side.value for side in update.sides] == ["At least 10", "14"]
    assert told.conflicts == ()
    swapped = story(texts[::-1], [date(2031, 5, 7), date(2031, 5, 6)])
    (update,) = find_updates(Lookup(swapped.readings, swapped.cast, swapped.pairs))
    assert [side.value for side in update.sides] == ["At least 10", "14"]


def test_who_is_dead_has_died(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "At least five people are dead after the fire at the mill in Orrow on Monday, police said.",
        "At least seven people were killed in the fire at the mill in Orrow on Monday, police said.",
    )
    told = story(texts, [date(2031, 5, 6), date(2031, 5, 7)])
    (update,) = find_updates(Lookup(told.readings, told.cast, told.pairs))
    assert [side.value for side in update.sides] == ["At least five", "At least seven"]


def test_of_another_person_no_count_goes_on(story: Callable) -> None:  # type: ignore[type-arg]
    first = "Osk Hedlund has won at least 44 seats in the harbour vote of Velm so far."
    more = "has won at least 61 seats in the harbour vote of Velm so far, with Osk Hedlund in the hall."
    days = [date(2031, 5, 6), date(2031, 5, 7)]
    for who, updates in (("Osk Hedlund", 1), ("Anna Calloway", 0), ("A pilot of the lake", 0)):
        told = story((first, f"{who} {more}"), days)
        assert len(find_updates(Lookup(told.readings, told.cast, told.pairs))) == updates


def test_what_is_about_half_has_not_grown_to_a_half(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "About half of the pilots in the harbour vote of Velm said they want a new weir.",
        "At least half of the pilots in the harbour vote of Velm said they want a new weir.",
    )
    told = story(texts, [date(2031, 5, 6), date(2031, 5, 7)])
    assert find_updates(Lookup(told.readings, told.cast, told.pairs)) == ()


def test_places_told_long_apart_are_of_two_times(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "Osk Hedlund won the harbour vote in Velm on a Monday, ahead of Anna Calloway.",
        "Osk Hedlund won the harbour vote in Tarn on a Monday, ahead of Anna Calloway.",
    )
    assert [c.kind for c in story(texts, [date(2031, 5, 7), date(2031, 5, 8)]).conflicts] == ["place"]
    assert story(texts, [date(2031, 5, 7), date(2031, 5, 28)]).conflicts == ()


def test_two_plain_counts_are_no_update(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "Lowen released 31 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
        "Lowen released 24 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
    )
    told = story(texts, [date(2031, 5, 6), date(2031, 5, 7)])
    assert find_updates(Lookup(told.readings, told.cast, told.pairs)) == ()


def test_two_numbers_of_one_article_are_of_two_things(story: Callable) -> None:  # type: ignore[type-arg]
    texts = [
        "Osk Hedlund rowed 793 miles for Sarro in the season, the club said.",
        "Osk Hedlund rowed 793 miles last season. He rowed 569 miles for Sarro.",
        "Osk Hedlund rowed 569 miles for Sarro in the season, the club said.",
    ]
    assert [len(c.sides) for c in story(texts[::2]).conflicts] == [2]
    assert story(texts).conflicts == ()


def test_a_count_made_exact_did_not_go_on(story: Callable) -> None:  # type: ignore[type-arg]
    days = [date(2031, 5, 6), date(2031, 5, 7)]
    for early in ("More than 500", "Hundreds of"):
        texts = (
            f"{early} people were injured in the fire at the mill in Orrow on Monday, police said so far.",
            "The fire at the mill in Orrow on Monday injured 527 people, police said.",
        )
        told = story(texts, days)
        assert find_updates(Lookup(told.readings, told.cast, told.pairs)) == ()


def test_two_of_one_family_in_one_article_are_two(story: Callable) -> None:  # type: ignore[type-arg]
    texts = [
        "Bryant Hedlund was hurt at the Orrow mill on Monday. His son Brian Hedlund ran for help.",
        "A third miller, Brian Hedlund, was hurt at the Orrow mill on Monday, police said.",
    ]
    assert story(texts).conflicts == ()


def test_years_are_rounded_and_do_not_go_on(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "Anna Calloway leaves Tarn after at least three seasons as coach of the Sarro rowers.",
        "Anna Calloway leaves Tarn after four seasons as coach of the Sarro rowers.",
    )
    told = story(texts, [date(2031, 5, 6), date(2031, 5, 7)])
    assert find_updates(Lookup(told.readings, told.cast, told.pairs)) == ()


def test_what_goes_on_is_longer_by_the_day(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "Four days of rain have flooded the mills of Tarn, the harbour office said.",
        "Eight days of rain have flooded the mills of Tarn, the harbour office said.",
    )
    assert story(texts, [date(2031, 5, 6), date(2031, 5, 10)]).conflicts == ()
    (conflict,) = story(texts, [date(2031, 5, 10), date(2031, 5, 10)]).conflicts
    assert [side.value for side in conflict.sides] == ["Four", "Eight"]


def test_a_round_number_for_one_that_another_gives_did_not_go_on(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "Already about a dozen millers were named in the papers of Tarn on Monday.",
        "The papers of Tarn named 12 millers on Monday.",
    )
    told = story(texts, [date(2031, 5, 6), date(2031, 5, 7)])
    assert find_updates(Lookup(told.readings, told.cast, told.pairs)) == ()


def test_a_deed_long_after_another_was_news_is_another(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "On May 3, the council of Velm overturned a rule on the harbour that pilots had disputed.",
        "The council of Velm overturned a rule on the harbour on June 24 that pilots had disputed.",
    )
    assert story(texts, [date(2031, 5, 5), date(2031, 6, 24)]).conflicts == ()
    (conflict,) = story(texts, [date(2031, 6, 25), date(2031, 6, 25)]).conflicts
    assert conflict.kind == "date"


def test_counts_told_long_apart_are_of_two_times(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "Lowen released 31 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
        "Lowen released 24 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
    )
    assert [c.kind for c in story(texts, [date(2031, 5, 7), date(2031, 5, 8)]).conflicts] == ["number"]
    assert story(texts, [date(2031, 5, 7), date(2031, 5, 28)]).conflicts == ()


def test_a_word_for_some_and_a_count_far_beyond_it_went_on(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "Dozens of people were injured in the fire at the mill in Orrow on Monday, police said so far.",
        "The fire at the mill in Orrow on Monday injured 359 people, police said.",
    )
    told = story(texts, [date(2031, 5, 6), date(2031, 5, 7)])
    (update,) = find_updates(Lookup(told.readings, told.cast, told.pairs))
    assert [side.value for side in update.sides] == ["Dozens", "359"]


def test_who_gives_both_numbers_had_both_from_the_first(story: Callable) -> None:  # type: ignore[type-arg]
    counted = "At least 10 people were killed in the fire at the mill in Orrow on Monday, police said."
    later = "The fire at the mill in Orrow on Monday killed 14 people, police said."
    days = [date(2031, 5, 6), date(2031, 5, 7)]
    told = story((counted, later), days)
    assert len(find_updates(Lookup(told.readings, told.cast, told.pairs))) == 1
    both = "Of 14 people at the mill some were lost. At least 10 people were seen at the weir later."
    told = story((f"{counted} Police took 14 people to Velm.", f"{later} {both}"), days)
    assert find_updates(Lookup(told.readings, told.cast, told.pairs)) == ()


def test_the_model_of_what_is_counted_is_no_count(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "So far, the navy of Sarro has confiscated 14 KR 47 lamps and 31 nets from the raft.",
        "The navy of Sarro has, thus far, confiscated a total of 14 KR 47 lamps and 31 nets from the raft.",
    )
    told = story(texts, [date(2031, 5, 6), date(2031, 5, 7)])
    assert find_updates(Lookup(told.readings, told.cast, told.pairs)) == ()
