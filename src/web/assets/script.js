// Everything works without this; it only saves a step.
const by = (selector) => document.querySelector(selector);

// Errors first: the summary gets focus, also where a browser ignores autofocus.
by("#faults")?.focus();

// "Use my position" writes the position beside the words, never instead of them.
const here = by("[data-position]");
if (here && navigator.geolocation) {
  here.hidden = false;
  here.addEventListener("click", () => {
    const said = by("#position-said");
    said.textContent = here.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        by("#lat").value = coords.latitude.toFixed(6);
        by("#lon").value = coords.longitude.toFixed(6);
        said.textContent = here.dataset.done;
      },
      () => { said.textContent = here.dataset.failed; },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}

// While somebody writes: what would be said before sending, said at once.
const hints = by("[data-hints]");
const text = by("#text");
if (hints && text) {
  let timer;
  let last = "";
  const ask = async () => {
    if (text.value.trim().length < 10 || text.value === last) return;
    last = text.value;
    const body = new URLSearchParams({ text: text.value });
    const answer = await fetch(hints.dataset.hints, { method: "POST", body }).catch(() => null);
    if (answer?.ok) hints.innerHTML = await answer.text();
  };
  text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 900); });
  text.addEventListener("blur", ask);
}

// A second click while the first is on its way sends nothing more.
for (const form of document.querySelectorAll("form")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    setTimeout(() => { sent = false; }, 8000);
  });
}

// Copy what has to be kept.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
}
