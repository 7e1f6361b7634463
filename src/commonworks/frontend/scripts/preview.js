// While somebody types, the preview beside the form is drawn anew by the server.
const form = document.querySelector("form[data-preview-address]");
const shown = document.querySelector("[data-preview]");
const PAUSE = 400; // milliseconds without a key

let waiting;
let asked = 0;

async function draw() {
  const mine = ++asked;
  const answer = await fetch(form.dataset.previewAddress, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Preview": "part" },
  });
  // A slow answer must not replace a later one.
  if (!answer.ok || mine !== asked) return;
  shown.innerHTML = await answer.text();
  const { previewStyle } = shown.firstElementChild.dataset;
  for (const [, name, value] of previewStyle.matchAll(/(--[\w-]+):(#\w+)/g)) {
    shown.style.setProperty(name, value);
  }
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => draw().catch(() => {}), PAUSE);
});
