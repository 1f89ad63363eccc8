// The keyboard alone, and what the script adds.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { complaints } from "./look.mjs";
import { LAMP, leads, openDesk, words } from "./steps.mjs";
import { eventually, start } from "./town.mjs";

let town;

before(async () => { town = await start(); });
after(() => town?.stop());

/** What has focus, by its name, its id or its words; and whether that can be seen. */
function focused(page) {
  return page.evaluate(() => {
    const active = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(active);
    const seen = active.matches(":focus-visible") && outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 3;
    return { what: active.id || active.textContent.trim(), seen };
  });
}

/** Presses Tab; gives what has focus then. */
async function tab(page) {
  await page.keyboard.press("Tab");
  const { what, seen } = await focused(page);
  assert.ok(seen, `nothing shows that "${what}" has focus`);
  return what;
}

/** Presses Tab until something has focus. */
async function tabTo(page, wanted) {
  const passed = [];
  for (let i = 0; i < 40; i += 1) {
    const what = await tab(page);
    if (what === wanted) return;
    passed.push(what);
  }
  assert.fail(`Tab does not lead to "${wanted}", only to ${passed.join(", ")}`);
}

test("the form is filled in and sent with the keyboard alone", async () => {
  const page = await town.visitor({ permissions: ["clipboard-read", "clipboard-write"] });
  const complained = complaints(page);
  await page.goto("/synpunkt");
  assert.equal(await tab(page), "Hoppa till innehållet");
  await page.keyboard.press("Enter");
  const typed = {
    text: "Papperskorgen vid Södergatan är full igen.",
    place: "Södergatan 12",
    name: "Kim Lind",
    email: "kim.lind@example.org",
    phone: "070-174 06 05",
  };
  const order = [
    "text", "kind", "place", "Använd min position", "name", "email", "phone", "photos", "Så hanterar vi dina uppgifter",
    "Skicka", "Granska först",
  ];
  for (const wanted of order) {
    assert.equal(await tab(page), wanted);
    if (typed[wanted]) await page.keyboard.type(typed[wanted]);
    if (wanted === "kind") await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Shift+Tab");
  const response = await leads(page, () => page.keyboard.press("Enter"));
  assert.equal(response.status(), 200);
  const receipt = await words(page);
  for (const said of ["Tack, vi har tagit emot det", typed.text, typed.place, "Fråga"]) {
    assert.ok(receipt.includes(said), `"${said}" is not on the page`);
  }
  assert.ok(!receipt.includes("Du har inte lämnat någon e-postadress"));

  await tabTo(page, "Kopiera koden");
  await page.keyboard.press("Enter");
  await eventually("the button to say so", async () => (await focused(page)).what === "Kopierad");
  const code = await page.locator(".keys dd").last().innerText();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
  assert.deepEqual(complained, []);
});

test("errors are found and put right with the keyboard alone", async () => {
  const page = await town.visitor();
  await page.goto("/synpunkt");
  await tabTo(page, "text");
  await page.keyboard.type("Bänk");
  await tabTo(page, "Skicka");
  const wrong = await leads(page, () => page.keyboard.press("Enter"));
  assert.equal(wrong.status(), 422);
  await eventually("the summary to have focus", () => page.evaluate(() => document.activeElement.id === "faults"));
  assert.match(await tab(page), /^Skriv minst tio tecken/);
  await page.keyboard.press("Enter");
  await eventually("the field to have focus", () => page.evaluate(() => document.activeElement.id === "text"));
  await page.keyboard.press("Control+End");
  await page.keyboard.type("en vid hållplatsen är trasig.");
  await tabTo(page, "Skicka");
  await leads(page, () => page.keyboard.press("Enter"));
  assert.ok((await words(page)).includes("Bänken vid hållplatsen är trasig."));
});

test("a department opens what is folded and writes there with the keyboard alone", async () => {
  const page = await town.visitor();
  const response = await page.request.post("/api/v1/cases", { data: { text: LAMP } });
  await openDesk(town, page, (await response.json()).number);
  await tabTo(page, "Fråga invånaren");
  await page.keyboard.press("Enter");
  assert.equal(await tab(page), "question");
  await page.keyboard.type("Vilket nummer står på stolpen?");
  assert.equal(await tab(page), "Skicka frågan");
  await leads(page, () => page.keyboard.press("Enter"));
  assert.match(await words(page), /Ni har frågat invånaren och väntar på svar\./);
});

test("who writes a personal identity number or of danger is told while they write", async () => {
  const page = await town.visitor();
  await page.goto("/synpunkt");
  const hint = page.locator("[data-hints]");
  const write = async (text) => {
    await page.locator("#text").fill("");
    await page.locator("#text").pressSequentially(text);
  };
  const says = (pattern) => eventually(`the hint ${pattern}`, async () => pattern.test(await hint.innerText()));
  assert.equal(await hint.innerText(), "");
  await write("Jag heter Kim, 811218-9876, och vill ha svar.");
  await says(/Det ser ut att stå ett personnummer i texten/);
  await write("Hjälp, det luktar gas i trappan");
  await says(/Ring 112 om någon är i fara\./);
  assert.doesNotMatch(await hint.innerText(), /personnummer/);
  assert.equal(await hint.getAttribute("role"), "status");
  await write("Parken är fin på våren.");
  await says(/^$/);
});
