// Every kind of page, in both languages, in a narrow and a wide window, light and dark.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { badBeginnings, brokenRules, complaints, isWhole, lostTexts, shoot, tooSmall, tooWide } from "./look.mjs";
import { picture } from "./picture.mjs";
import { LAMP, leads, LIGHTS_DEPARTMENT, press, signIn } from "./steps.mjs";
import { start } from "./town.mjs";

const OFFICER = "robin.ek@helsingborg.example";
const NARROW = 320;
const WIDE = 1280;
const DANGER = "Det luktar gas i trappan på Södergatan 12. Jag heter Kim, 811218-9876, och bor högst upp.";
const APPEAL = "Jag fick avslag på mitt bygglov och vill överklaga beslutet. Vart skickar jag det?";
let town;
let staff;
const at = {};

/** Sends the form, and gives the way to the status page. */
async function report(page, fields, files) {
  const multipart = new FormData();
  const sent = { once: crypto.randomUUID(), step: "skicka", place: "Södergatan 12, vid porten", ...fields };
  for (const [name, value] of Object.entries(sent)) multipart.set(name, value);
  if (files) multipart.set("photos", new File([files.buffer], files.name, { type: files.mimeType }));
  const response = await page.request.post("/synpunkt", { multipart, maxRedirects: 0 });
  return response.headers().location;
}

/** Sends the form, and gives number, status page and the department's page. */
async function lamp(page) {
  const status = await report(page, { text: LAMP, name: "Kim Lind", email: "kim.lind@example.org" }, picture());
  await page.goto(status);
  const number = await page.locator(".keys dd").first().innerText();
  const { link } = await town.letter(LIGHTS_DEPARTMENT, `Nytt ärende ${number}`);
  return { number, status: status.replace("?tack", ""), desk: link };
}

const take = (page, path, form) => page.request.post(path, { form, maxRedirects: 0 });

before(async () => {
  town = await start();
  town.officer(OFFICER, "administrator");
  const page = await town.visitor();
  for (const name of ["open", "answered", "asked", "planned", "returned", "split"]) at[name] = await lamp(page);
  const { open, answered, asked, planned, returned } = at;
  await take(page, open.desk, { step: "note", note: "Stolpen är från 1998." });
  await take(page, open.status, { step: "write", text: "Nu är det mörkt också vid nummer 14." });
  await take(page, answered.desk, { step: "answer", text: "Vi har bytt lampan.\n\nHör av dig om den slocknar igen." });
  await take(page, asked.desk, { step: "ask", question: "Vilket nummer står på stolpen?" });
  await take(page, planned.desk, { step: "plan", until: "2027-05-15", reason: "Stolpen byts då." });
  await take(page, returned.desk, { step: "return", why: "Lyktan är bostadsbolagets.", suggestion: "SLF" });
  at.receipt = await report(page, { text: DANGER });
  await report(page, { text: "Hemtjänsten kom inte till min mamma i går, och hon fick ingen medicin." });
  await signIn(page, OFFICER);
  at.way = await report(page, { text: APPEAL });
  at.follower = await report(page, { text: LAMP, kind: "fel", join: open.number });
  const parts = {
    step: "split",
    part1: "Lampan lyser inte.",
    about1: "gata.belysning",
    part2: "När har biblioteket öppet?",
    about2: "fritid-kultur.bibliotek",
  };
  await take(page, `/personal/arenden/${at.split.number}`, parts);
  await take(page, `/personal/arenden/${returned.number}`, { step: "note", note: "Bostadsbolaget heter Hem AB." });
  staff = await page.context().storageState();
});
after(() => town?.stop());

const primary = (page) => leads(page, () => page.locator("main button.primary").first().click());
const openAll = (page) => page.locator("details").evaluateAll((all) => all.forEach((one) => { one.open = true; }));
const go = (path) => (page) => page.goto(typeof path === "function" ? path() : path);

/** Name, how to get there, and the status that the page comes with. */
const PAGES = [
  ["start", go("/")],
  ["form", go("/synpunkt")],
  ["form-with-errors", async (page) => {
    await page.goto("/synpunkt");
    await page.locator("#text").fill("Lampa");
    await page.locator("#email").fill("kim@");
    await page.locator("#phone").fill("ring mig");
    const gif = { name: "bild.gif", mimeType: "image/gif", buffer: Buffer.from("GIF89a") };
    await page.locator("#photos").setInputFiles(gif);
    return primary(page);
  }, 422],
  ["form-looked-at-first", async (page) => {
    await page.goto("/synpunkt");
    await page.locator("#text").fill(DANGER);
    await page.locator("#photos").setInputFiles(picture());
    return leads(page, () => page.locator("[value=granska]").click());
  }],
  ["form-with-likeness", async (page) => {
    await page.goto("/synpunkt");
    await page.locator("#text").fill(LAMP);
    await page.locator("#place").fill("Södergatan 12, vid porten");
    await page.locator("#kind").selectOption("fel");
    return leads(page, () => page.locator("[value=granska]").click());
  }],
  ["form-with-a-way", async (page) => {
    await page.goto("/synpunkt");
    await page.locator("#text").fill(APPEAL);
    return leads(page, () => page.locator("[value=granska]").click());
  }],
  ["receipt", go(() => at.receipt)],
  ["receipt-with-a-way", go(() => at.way)],
  ["receipt-following", go(() => at.follower)],
  ["status-split", go(() => at.split.status)],
  ["status-open", go(() => at.open.status)],
  ["status-answered", go(() => at.answered.status)],
  ["status-asked", go(() => at.asked.status)],
  ["status-planned", go(() => at.planned.status)],
  ["status-with-error", async (page) => {
    await page.goto(at.answered.status);
    return primary(page);
  }, 422],
  ["lookup", go("/arende")],
  ["lookup-with-error", async (page) => {
    await page.goto("/arende");
    await page.locator("#code").fill("abcde-fghjk-mnpqr");
    return primary(page);
  }, 422],
  ["desk", go(() => at.open.desk)],
  ["desk-with-errors", async (page) => {
    await page.goto(at.open.desk);
    return primary(page);
  }, 422],
  ["desk-answered", go(() => at.answered.desk)],
  ["desk-ended", go(() => at.returned.desk), 410],
  ["desk-wrong", go("/svar/abcdefghjkmnpqrstvwxyz0123"), 404],
  ["advisers", go("/radgivning")],
  ["influence", go("/paverka")],
  ["accessibility", go("/tillganglighet")],
  ["privacy", go("/personuppgifter")],
  ["not-found", go("/finns/inte"), 404],
  ["sign-in", go("/personal/logga-in")],
  ["sign-in-with-error", (page) => signIn(page, OFFICER, "inte det rätta ordet"), 422],
  ["sign-in-link", go(() => town.signInLink)],
  ["account", go("/personal/konto")],
  ["queue", go("/personal/arenden")],
  ["case", go(() => `/personal/arenden/${at.open.number}`)],
  ["case-answered", go(() => `/personal/arenden/${at.answered.number}`)],
  ["case-returned", go(() => `/personal/arenden/${at.returned.number}`)],
  ["case-split", go(() => `/personal/arenden/${at.split.number}`)],
  ["split", go(() => `/personal/arenden/${at.open.number}/dela`)],
  ["accuracy", go("/personal/traffsakerhet")],
  ["accuracy-cases", go("/personal/traffsakerhet/arenden")],
  ["case-with-error", async (page) => {
    await page.goto(`/personal/arenden/${at.open.number}`);
    return leads(page, () => page.locator("details[open] button").first().click());
  }, 422],
];
const STAFF = [
  "account", "queue", "case", "case-answered", "case-returned", "case-split", "split",
  "case-with-error", "accuracy", "accuracy-cases",
];
const DARK = [
  "start", "form-with-errors", "form-looked-at-first", "receipt", "status-answered", "desk", "queue", "case",
];

async function visit(name, options) {
  const [, open, status = 200] = PAGES.find(([page]) => page === name);
  const page = await town.visitor({ ...options, ...(STAFF.includes(name) && { storageState: staff }) });
  const complained = complaints(page);
  const response = await open(page);
  assert.equal(response.status(), status);
  await openAll(page);
  return { page, response, complained };
}

for (const lang of ["sv", "en"]) {
  for (const [name] of PAGES) {
    test(`the page "${name}" in ${lang} can be read and used by everyone, narrow and wide`, async () => {
      const { page, response, complained } = await visit(name, { lang, width: NARROW });
      await isWhole(page, response, lang);
      const wrong = await badBeginnings(page);
      for (const width of [NARROW, WIDE]) {
        await page.setViewportSize({ width, height: 900 });
        await shoot(page, `${name}-${lang}-${width}`);
        const found = [...await tooWide(page), ...await tooSmall(page), ...await brokenRules(page)];
        wrong.push(...found.map((words) => `at ${width} px: ${words}`));
      }
      assert.deepEqual([...wrong, ...complained], []);
      await page.context().close();
    });
  }
}

for (const name of DARK) {
  test(`the page "${name}" has contrast in the dark, and fits in forced colours`, async () => {
    const { page } = await visit(name, { colorScheme: "dark" });
    await shoot(page, `${name}-dark`);
    const wrong = await lostTexts(page);
    await page.setViewportSize({ width: NARROW, height: 900 });
    await page.emulateMedia({ forcedColors: "active" });
    await shoot(page, `${name}-forced`);
    assert.deepEqual([...wrong, ...await tooWide(page)], []);
    assert.ok(await page.locator("h1").isVisible());
    await page.context().close();
  });
}

test("a page keeps the language that was chosen on it", async () => {
  const page = await town.visitor();
  await page.goto("/");
  await leads(page, () => page.getByRole("link", { name: "English" }).click());
  await page.goto("/synpunkt");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await press(page, "Send"), 422);
  await leads(page, () => page.getByRole("link", { name: "Svenska" }).click());
  assert.equal(await page.locator("html").getAttribute("lang"), "sv");
});
