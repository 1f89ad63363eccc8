// What people come here to do, from the first word to the answer, in a browser without JavaScript.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { picture } from "./picture.mjs";
import {
  keys, LAMP, leads, LIGHTS_DEPARTMENT, LIGHTS_DEPARTMENT_NAME, openDesk, press, report, signIn, unfold, words,
} from "./steps.mjs";
import { eventually, PASSWORD, start } from "./town.mjs";

const OFFICER = "robin.ek@helsingborg.example";
const noScript = { javaScriptEnabled: false };
let town;

before(async () => {
  town = await start();
  town.officer(OFFICER, "contact_centre");
});
after(() => town?.stop());

const visitor = () => town.visitor(noScript);
const officer = async () => {
  const page = await visitor();
  await signIn(page, OFFICER);
  return page;
};

test("a resident's report is answered, rated, taken up again and passed on", async (t) => {
  const resident = await visitor();
  const department = await visitor();
  const administrator = await visitor();
  const email = "kim.lind@example.org";
  const answer = "Vi byter lampan på torsdag förmiddag.";
  let number;
  let code;
  let desk;

  await t.test("what is written at the start is kept in the form", async () => {
    await resident.goto("/");
    await resident.getByLabel("Vad vill du säga till oss?").fill(LAMP);
    assert.equal(await press(resident, "Fortsätt"), 200);
    assert.equal(await resident.locator("#text").inputValue(), LAMP);
  });

  await t.test("looking first shows how the text is understood, and keeps it", async () => {
    assert.equal(await press(resident, "Granska först"), 200);
    const heading = resident.getByRole("heading", { name: "Så här förstår vi det" });
    const facts = await resident.locator("section", { has: heading }).locator("dd").allInnerTexts();
    assert.deepEqual(facts.slice(0, 3), ["Felanmälan", "Trasig gatubelysning", LIGHTS_DEPARTMENT_NAME]);
    assert.match(facts[3], /^(mån|tis|ons|tors|fre)dag \d/);
    assert.equal(await resident.locator("#text").inputValue(), LAMP);
  });

  await t.test("the receipt gives number, code and promise", async () => {
    await resident.getByLabel("Var är det?").fill("Södergatan 12");
    await resident.getByLabel("Namn").fill("Kim Lind");
    await resident.getByLabel("E-post").fill(email);
    await resident.getByLabel("Bilder").setInputFiles(picture());
    assert.equal(await press(resident, "Skicka"), 200);
    assert.equal(await resident.locator("h1").innerText(), "Tack, vi har tagit emot det");
    ({ number, code } = await keys(resident));
    assert.match(number, /^KC-\d{4}-\d{6}$/);
    assert.match(code, /^([0-9a-hjkmnp-tv-z]{5}-){2}[0-9a-hjkmnp-tv-z]{5}$/);
    const now = new RegExp(`${LIGHTS_DEPARTMENT_NAME} har fått ärendet och ska svara dig\\.\\s+Svar senast`);
    assert.match(await words(resident), now);
    await resident.getByAltText("Bild 1 som skickades med").waitFor();
    const receipt = await town.letter(email, `Vi har tagit emot ditt ärende ${number}`);
    assert.equal(receipt.link, `${town.url}/arende/${code}`);
  });

  await t.test("the department's letter tells nothing of the words or the person", async () => {
    const letter = await town.letter(LIGHTS_DEPARTMENT, `Nytt ärende ${number}`);
    for (const secret of [LAMP, "Södergatan", "lyser", "Kim", "Lind", email, code]) {
      assert.ok(!letter.everything.includes(secret), `"${secret}" is in the letter`);
    }
    desk = letter.link;
  });

  await t.test("the department reads the words, not the person, and answers", async () => {
    assert.equal((await department.goto(desk)).status(), 200);
    const read = await words(department);
    assert.ok(read.includes(LAMP) && read.includes("Södergatan 12"));
    const page = await department.content();
    for (const secret of ["Kim Lind", email, code]) assert.ok(!page.includes(secret), `"${secret}" is on the page`);
    const photo = await department.request.get(await department.getByAltText("Bild 1").getAttribute("src"));
    assert.equal(photo.headers()["content-type"], "image/jpeg");
    await department.getByLabel("Ert svar till invånaren").fill(answer);
    assert.equal(await press(department, "Svara"), 200);
    assert.equal(await department.locator("h1").innerText(), "Tack, svaret är skickat");
  });

  await t.test("the answer comes by letter, and first on the status page", async () => {
    const letter = await town.letter(email, `Svar på ditt ärende ${number}`);
    assert.ok(letter.text.includes(`> ${answer}`));
    await resident.goto(letter.link);
    const first = resident.locator("main h2").first();
    assert.equal(await first.innerText(), "Svaret");
    assert.equal(await resident.locator("main .words").first().innerText(), answer);
  });

  await t.test("the resident says how it was", async () => {
    assert.equal(await press(resident, "Skicka omdömet"), 422);
    await resident.getByLabel("Nej").check();
    await resident.getByLabel("2 – dåligt").check();
    await resident.getByLabel("Vill du berätta mer?").fill("Lampan blinkar nu.");
    assert.equal(await press(resident, "Skicka omdömet"), 200);
    assert.match(await words(resident), /Tack för att du berättade\./);
  });

  await t.test("the resident has it taken up again", async () => {
    await resident.getByLabel("Vad återstår?").fill("Den blinkar fortfarande.");
    assert.equal(await press(resident, "Ta upp det igen"), 200);
    const now = await words(resident);
    assert.match(now, /Kontaktcenter läser det du skrev/);
    assert.match(now, /Den blinkar fortfarande\./);
    await town.letter(email, `Vi har tagit upp ditt ärende ${number} igen`);
  });

  await t.test("the administrator comes in by the link once, and from then on with a password", async () => {
    await administrator.goto(town.signInLink);
    assert.equal(await press(administrator, "Logga in"), 200);
    assert.equal(await administrator.locator("h1").innerText(), "Ditt konto");
    await administrator.getByLabel("Nytt lösenord").fill("för kort");
    assert.equal(await press(administrator, "Spara lösenordet"), 422);
    await administrator.getByLabel("Nytt lösenord").fill(PASSWORD);
    await press(administrator, "Spara lösenordet");
    assert.equal((await administrator.goto(town.signInLink)).status(), 404);
    const address = "administrator@helsingborg.example";
    const wrong = await signIn(administrator, address, "inte det rätta ordet");
    assert.equal(wrong.status(), 422);
    assert.match(await words(administrator), /E-postadressen eller lösenordet stämmer inte\./);
    const right = await signIn(administrator, address);
    assert.equal(new URL(right.url()).pathname, "/personal/arenden");
  });

  await t.test("the administrator finds the case and passes it on", async () => {
    await administrator.getByLabel("Sök ord eller nummer").fill(number);
    await press(administrator, "Visa");
    await leads(administrator, () => administrator.locator(".queue a", { hasText: number }).click());
    const read = await words(administrator);
    for (const known of ["Kim Lind", email, "Lampan blinkar nu.", "Den blinkar fortfarande."]) {
      assert.ok(read.includes(known), `"${known}" is not on the page`);
    }
    const forward = await unfold(administrator, "Skicka vidare");
    assert.equal(await forward.getByLabel("Till vem?").inputValue(), "SBF");
    await forward.getByLabel("Ett ord på vägen").fill("Titta på drivdonet.");
    assert.equal(await press(administrator, "Skicka vidare", forward), 200);
    assert.match(await words(administrator), new RegExp(`${LIGHTS_DEPARTMENT_NAME} fick ärendet`));
  });

  await t.test("the case page tells how each letter went", async () => {
    const wanted = [
      ["Vi har tagit emot ditt ärende", "Invånaren"],
      ["Nytt ärende", LIGHTS_DEPARTMENT_NAME],
      ["Svar på ditt ärende", "Invånaren"],
      ["Vi har tagit upp ditt ärende", "Invånaren"],
      ["Ditt ärende", "Invånaren"],
      ["Nytt ärende", LIGHTS_DEPARTMENT_NAME],
    ];
    const rows = await eventually("six letters that are sent", async () => {
      await administrator.reload();
      const all = await administrator.locator("table tbody tr").allInnerTexts();
      return all.length === wanted.length && all.every((row) => row.includes("✓ Skickat")) && all;
    });
    const left = [...rows];
    for (const [subject, reader] of wanted) {
      const at = left.findIndex((row) => row.startsWith(subject) && row.includes(reader));
      assert.notEqual(at, -1, `${subject} to ${reader} in ${left.join(" | ")}`);
      left.splice(at, 1);
    }
  });

  await t.test("the department reads the word along the way with a new link", async () => {
    const again = await eventually("a second letter", async () => {
      const letters = (await town.letters()).filter((letter) => letter.subject === `Nytt ärende ${number}`);
      return letters[1];
    });
    assert.ok(!again.everything.includes("drivdonet"));
    await department.goto(again.link);
    assert.match(await words(department), /Titta på drivdonet\./);
    await resident.reload();
    assert.doesNotMatch(await resident.content(), /drivdonet/);
  });
});

test("a text that is too short is asked for again, with all that was filled in kept", async () => {
  const page = await visitor();
  await page.goto("/synpunkt");
  await page.locator("#text").fill("Lampa");
  await page.getByLabel("Telefon").fill("070-174 06 05");
  await page.getByLabel("Bilder").setInputFiles(picture());
  assert.equal(await press(page, "Skicka"), 422);
  assert.match(await page.title(), /^Fel: /);
  const active = () => page.evaluate(() => document.activeElement.id);
  await eventually("the summary to have focus", async () => await active() === "faults", 5);
  const sentence = "Skriv minst tio tecken, så att vi förstår vad det gäller.";
  assert.equal(await page.locator("#text-fault").innerText(), sentence);
  await page.locator("#faults").getByRole("link", { name: sentence }).click();
  await eventually("the field to have focus", async () => await active() === "text", 5);
  assert.equal(await page.locator("#text").inputValue(), "Lampa");
  assert.equal(await page.getByLabel("Telefon").inputValue(), "070-174 06 05");
  assert.match(await words(page), /En bild är sparad och följer med\./);
  await page.locator("#text").fill("Lampan utanför porten är trasig.");
  assert.equal(await press(page, "Skicka"), 200);
  await page.getByAltText("Bild 1 som skickades med").waitFor();
});

test("the same form sent twice gives one case", async () => {
  const page = await visitor();
  await page.goto("/synpunkt");
  await page.locator("#text").fill("Cykelstället vid stationen är fullt av övergivna cyklar.");
  const form = await page.locator("main form input, main form textarea, main form select")
    .evaluateAll((all) => all.filter((field) => field.type !== "file").map((field) => [field.name, field.value]));
  const multipart = { ...Object.fromEntries(form), step: "skicka" };
  const send = () => page.request.post("/synpunkt", { multipart, maxRedirects: 0 });
  const [first, second] = await Promise.all([send(), send()]);
  await leads(page, () => page.getByRole("button", { name: "Skicka" }).dblclick());
  const { number, code } = await keys(page);
  for (const response of [first, second]) assert.equal(response.headers().location, `/arende/${code}?tack`);
  const next = await report(await visitor(), "Papperskorgen vid stationen är full.");
  assert.equal(Number(next.number.slice(-6)), Number(number.slice(-6)) + 1);
});

test("a wrong code is answered kindly", async () => {
  const page = await visitor();
  await page.goto("/arende");
  assert.equal(await press(page, "Visa ärendet"), 422);
  assert.match(await words(page), /Skriv koden som du fick när du skrev till oss\./);
  await page.getByLabel("Din kod").fill("abcde-fghjk-mnpqr");
  assert.equal(await press(page, "Visa ärendet"), 422);
  assert.match(await words(page), /Vi hittar inget ärende med den koden\./);
  assert.equal(await page.getByLabel("Din kod").inputValue(), "abcde-fghjk-mnpqr");
  assert.equal((await page.goto("/arende/abcde-fghjk-mnpqr")).status(), 404);
  assert.match(await words(page), /Vi hittar inte det du söker\s+Kontrollera att länken eller koden/);
});

test("a wrong link to a department's page is answered kindly", async () => {
  const page = await visitor();
  assert.equal((await page.goto("/svar/abcdefghjkmnpqrstvwxyz0123")).status(), 404);
  assert.match(await words(page), /Länken stämmer inte\s+Kontrollera att hela länken från brevet kom med\./);
});

/** Of its own: what a department says of it is learnt at once. */
const GRAFFITI = "Någon har klottrat med svart sprayfärg på muren vid Sundstorget.";

test("what is not the department's comes back to the contact centre's queue with the reason", async () => {
  const department = await visitor();
  const { number } = await report(await visitor(), GRAFFITI);
  await openDesk(town, department, number);
  const link = department.url();
  let way = await unfold(department, "Inte vårt");
  assert.equal(await press(department, "Inte vårt, lämna tillbaka", way), 422);
  assert.match(await words(department), /Skriv varför\./);
  way = await unfold(department, "Inte vårt");
  await way.getByLabel("Varför är det inte ert?").fill("Muren är bostadsbolagets.");
  await way.getByLabel("Vems kan det vara?").selectOption({ label: "Stadsledningsförvaltningen" });
  assert.equal(await press(department, "Inte vårt, lämna tillbaka", way), 410);
  assert.match(await words(department), /Länken gäller inte längre/);
  assert.equal((await department.goto(link)).status(), 410);

  const centre = await officer();
  await leads(centre, () => centre.locator('.filters a[href$="status=received"]').click());
  await leads(centre, () => centre.locator(".queue a", { hasText: number }).click());
  assert.match(await words(centre), /lämnade tillbaka det.*\s+.*\s*Muren är bostadsbolagets\./);
  const forward = await unfold(centre, "Skicka vidare");
  assert.equal(await forward.getByLabel("Till vem?").inputValue(), "SLF");
});

test("a department asks, the resident replies, and the department reads the reply", async () => {
  const [resident, department] = [await visitor(), await visitor()];
  const email = "elin.ask@example.org";
  const { number, code } = await report(resident, LAMP, { email });
  await openDesk(town, department, number);
  const way = await unfold(department, "Fråga invånaren");
  await way.getByLabel("Er fråga till invånaren").fill("Vilket nummer står på stolpen?");
  assert.equal(await press(department, "Skicka frågan", way), 200);
  assert.match(await words(department), /Ni har frågat invånaren och väntar på svar\./);

  const question = await town.letter(email, `Vi har en fråga om ditt ärende ${number}`);
  assert.ok(question.text.includes("> Vilket nummer står på stolpen?"));
  await resident.goto(`/arende/${code}`);
  assert.match(await words(resident), /Vi behöver veta mer av dig.*\s+Vilket nummer står på stolpen\?/);
  await resident.getByLabel("Ditt svar").fill("Det står 4711 på den.");
  assert.equal(await press(resident, "Skicka"), 200);
  assert.match(await words(resident), /arbetar med det/);

  const reply = await town.letter(LIGHTS_DEPARTMENT, `Invånaren har skrivit mer i ${number}`);
  assert.ok(!reply.everything.includes("4711"));
  await department.goto(reply.link);
  assert.match(await words(department), /Det står 4711 på den\./);
});

test("a case is planned for a day, and the resident is told which and why", async () => {
  const [resident, department] = [await visitor(), await visitor()];
  const email = "ali.berg@example.org";
  const { number } = await report(resident, LAMP, { email });
  await openDesk(town, department, number);
  const plan = async (until) => {
    const way = await unfold(department, "Planera till ett datum");
    await way.getByLabel("Till vilken dag?").fill(until.toISOString().slice(0, 10));
    await way.getByLabel("Varför, till invånaren").fill("Stolpen byts i samma veva.");
    return press(department, "Planera", way);
  };
  const inDays = (days) => new Date(Date.now() + days * 86_400_000);
  assert.equal(await plan(inDays(-7)), 422);
  assert.match(await words(department), /Välj en dag som inte har varit\./);
  const until = inDays(21);
  assert.equal(await plan(until), 200);
  assert.match(await words(department), /Ärendet är planerat till/);

  const form = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  const day = new Intl.DateTimeFormat("sv-SE", form).format(until);
  const letter = await town.letter(email, `Ditt ärende ${number} är planerat`);
  assert.ok(letter.text.includes(`planerat till ${day}`), letter.text);
  assert.ok(letter.text.includes("> Stolpen byts i samma veva."));
  await resident.goto(letter.link);
  assert.match(await words(resident), new RegExp(`Det är planerat till ${day}.*\\s+Stolpen byts i samma veva\\.`));
});

test("an anonymous resident follows the case with the code alone", async () => {
  const resident = await visitor();
  const { number, code } = await report(resident, LAMP);
  assert.match(await words(resident), /Spara koden\..*Du har inte lämnat någon e-postadress/);
  await town.letter(LIGHTS_DEPARTMENT, `Nytt ärende ${number}`);
  const about = (await town.letters()).filter((letter) => letter.subject.includes(number));
  assert.deepEqual(about.map((letter) => letter.to), [LIGHTS_DEPARTMENT]);

  const later = await visitor();
  await later.goto("/arende");
  await later.getByLabel("Din kod").fill(` ${code.toUpperCase().replaceAll("-", " ")}`);
  assert.equal(await press(later, "Visa ärendet"), 200);
  assert.equal((await keys(later)).number, number);
  await later.getByLabel("Skriv mer").fill("Det gäller båda lamporna vid porten.");
  assert.equal(await press(later, "Skicka"), 200);
  assert.match(await words(later), /Den som skrev till oss lade till:.*\s+.*\s*Det gäller båda lamporna vid porten\./);
});

test("who only reads the log learns no code, link, word or address", async () => {
  const resident = await visitor();
  const email = "noor.dahl@example.org";
  const { number, code } = await report(resident, LAMP, { email });
  const letter = await town.letter(LIGHTS_DEPARTMENT, `Nytt ärende ${number}`);
  await resident.goto(letter.link);
  const token = letter.link.split("/").at(-1);
  const secrets = [code, code.replaceAll("-", ""), token, email, "Gatubelysningen", "Södergatan", "står 4711", PASSWORD];
  for (const secret of secrets) assert.ok(!town.log().includes(secret), `"${secret}" is in the log`);
  assert.doesNotMatch(town.log(), /\bERROR\b/);
});
