"""One article read: sentences, entities, quotations, periods, quantities, clauses."""
