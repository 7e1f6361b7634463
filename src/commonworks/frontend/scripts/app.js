import { initAll } from "./govuk-frontend.min.js";

initAll();

// GOV.UK Frontend says "expanded" on radios that reveal something. ARIA does not allow that there
// (https://www.w3.org/TR/wai-aria-1.2/#radio); that a radio is chosen says the same.
const unexpand = () => {
  for (const radio of document.querySelectorAll('input[type="radio"][aria-expanded]')) {
    radio.removeAttribute("aria-expanded");
  }
};
unexpand();
window.addEventListener("pageshow", unexpand);
document.addEventListener("click", unexpand);

// A long select becomes a box to type in. Without scripts the select itself works.
const selects = document.querySelectorAll('select[data-module="cw-autocomplete"]');
if (selects.length > 0) {
  await import("./accessible-autocomplete.min.js");
  for (const select of selects) {
    const typed = select.dataset.typed;
    // The library's own hint for screen readers is its text; ours points at label and error.
    window.accessibleAutocomplete.enhanceSelectElement({
      selectElement: select,
      // A form that wants to know what was typed, to show it again if it is not on the list.
      name: typed === undefined ? "" : `${select.name}-typed`,
      defaultValue: typed ?? "",
      showAllValues: true,
      menuAttributes: { "aria-labelledby": select.id },
      tNoResults: () => select.dataset.noResults || "No results found",
    });
    // The library leaves the last choice chosen when something else is typed over it.
    const box = document.getElementById(select.id.replace(/-select$/, ""));
    select.form?.addEventListener("submit", () => {
      const meant = [...select.options].find((each) => each.value && each.text === box.value);
      select.value = meant ? meant.value : "";
    });
  }
}

// A page that waits for long work asks again by itself; without scripts it carries a refresh link.
const waiting = document.querySelector("[data-reload-seconds]");
if (waiting) {
  setTimeout(() => location.reload(), Number(waiting.dataset.reloadSeconds) * 1000);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
