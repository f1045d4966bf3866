// The dossier's page: the articles stand at its end, and the one with the chosen passage is put beside
// the statement. Everything here is an ease: without it the same links lead to the same spans.
(() => {
  const pane = document.getElementById("sources");
  const find = (id) => (/^a\d+(-\d+-\d+)?$/.test(id) ? document.getElementById(id) : null);
  const partsOf = (id) => [find(id), ...pane.querySelectorAll(`[data-of="${id}"]`)];
  document.documentElement.classList.add("js");

  function clear() {
    for (const open of pane.querySelectorAll(".sheet.open")) open.classList.remove("open");
    for (const lit of pane.querySelectorAll(".on, .also")) lit.classList.remove("on", "also");
  }

  function put(id, trail) {
    const element = find(id);
    const sheet = element.closest(".sheet");
    const passage = element === sheet ? null : element;
    clear();
    sheet.classList.add("open");
    if (passage) {
      for (const other of trail) if (other !== id) for (const part of partsOf(other)) part.classList.add("also");
      for (const part of partsOf(id)) part.classList.add("on");
    }
    return { sheet, name: sheet.querySelector(".outlet").textContent, passage };
  }

  besideAccount({
    main: document.getElementById("account"),
    outside: document.querySelectorAll(".skip"),
    keyOf: (link) => link.getAttribute("href").slice(1),
    isPassage: (id) => id.includes("-") && find(id) !== null,
    moreOf: (claim) => claim.querySelector("[data-trail]")?.dataset.trail.split(" ") ?? [],
    prepare: (id, trail) => find(id) && (() => put(id, trail)),
    clear,
    hashOf: (id) => id,
    keyOfHash: () => (find(location.hash.slice(1)) ? location.hash.slice(1) : ""),
  });
  unfoldForPrint();
})();
