// While somebody types what they need, what others have like it is shown beside the form. The form
// asks the same once it is sent, so that nothing is lost where this cannot run.
const form = document.querySelector("form[data-similar]");
const shown = document.querySelector("[data-similar-shown]");
const PAUSE = 400; // milliseconds without a key
const FEWEST = 12; // characters that are worth asking about

// Beside the form there is no room on a narrow screen: below what is being typed there is.
if (form && matchMedia("(max-width: 40rem)").matches) {
  form.elements.problem.closest(".govuk-form-group").after(shown);
}

let waiting;
let asked = 0;

function entry(found) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = found.link;
  link.target = "_blank"; // what was typed stays
  link.rel = "noopener";
  link.textContent = found.title;
  const about = document.createElement("p");
  about.className = "govuk-hint govuk-!-margin-bottom-0";
  const told = [found.kind_name, found.authority_name, found.stale, ...(found.reasons || [])];
  about.textContent = told.filter(Boolean).join("; ");
  item.append(link, ...tag(found.tag), about);
  return item;
}

function tag(text) {
  if (!text) return [];
  const strong = document.createElement("strong");
  strong.className = "govuk-tag govuk-tag--grey";
  strong.textContent = text;
  return [" ", strong];
}

function show(suggestions) {
  shown.replaceChildren();
  if (suggestions.length === 0) return;
  const heading = document.createElement("h2");
  heading.className = "govuk-heading-s";
  heading.textContent = form.dataset.similarHeading;
  const list = document.createElement("ul");
  list.className = "govuk-list govuk-list--spaced";
  list.append(...suggestions.map(entry));
  shown.append(heading, list);
}

async function ask() {
  const mine = ++asked;
  const text = ["title", "problem"].map((name) => form.elements[name]?.value ?? "").join("\n").trim();
  if (text.length < FEWEST) return show([]);
  const asking = new URLSearchParams({
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    text: text.slice(0, 1000),
    service_code: form.elements.service_code?.value ?? "",
    authority: form.elements.authority?.value ?? "",
  });
  // Never in the address: what is typed may name somebody, and addresses are kept in logs.
  const answer = await fetch(form.dataset.similar, {
    method: "POST",
    body: asking,
    headers: { Accept: "application/json" },
  });
  // A slow answer must not replace a later one.
  if (!answer.ok || mine !== asked) return;
  const found = await answer.json();
  show(Array.isArray(found) ? found : (found.suggestions ?? []));
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => ask().catch(() => {}), PAUSE);
});
