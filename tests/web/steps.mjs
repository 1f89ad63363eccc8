// What the tests do again and again: press a button, report, open a department's page.

import { PASSWORD } from "./town.mjs";

export const LAMP = "Gatubelysningen är trasig på Södergatan 12, lampan lyser inte på kvällarna.";
export const LIGHTS_DEPARTMENT = "SBF@helsingborg.example";
export const LIGHTS_DEPARTMENT_NAME = "Stadsbyggnadsförvaltningen";

const isRedirect = (status) => status >= 300 && status < 400;

/** Does one thing that leads to another page, and gives the response that the page came with. */
export async function leads(page, act) {
  const comes = (response) => response.request().isNavigationRequest() && !isRedirect(response.status());
  const [response] = await Promise.all([page.waitForResponse(comes), page.waitForEvent("load"), act()]);
  return response;
}

/** Presses the button with these words; gives the status of the page that it leads to. */
export async function press(page, words, within = page) {
  const response = await leads(page, () => within.getByRole("button", { name: words, exact: true }).click());
  return response.status();
}

/** Opens what is folded under these words, and gives it. */
export async function unfold(page, words) {
  const folded = page.locator("details", { has: page.locator("summary", { hasText: new RegExp(`^${words}$`) }) });
  if (await folded.getAttribute("open") === null) await folded.locator("summary").click();
  return folded;
}

/** Number and code on the page of a case. */
export async function keys(page) {
  const [number, code] = await page.locator(".keys dd").allInnerTexts();
  return { number, code };
}

/** Fills in the form, sends it, and gives number and code. */
export async function report(page, text, fields = {}) {
  await page.goto("/synpunkt");
  await page.locator("#text").fill(text);
  for (const [name, value] of Object.entries(fields)) await page.locator(`#${name}`).fill(value);
  await press(page, "Skicka");
  return keys(page);
}

/** Opens the link that the department got for a case. */
export async function openDesk(town, page, number) {
  const letter = await town.letter(LIGHTS_DEPARTMENT, `Nytt ärende ${number}`);
  return page.goto(letter.link);
}

/** Signs in on the sign-in page; gives the response that follows. */
export async function signIn(page, email, password = PASSWORD) {
  await page.goto("/personal/logga-in");
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(password);
  return leads(page, () => page.locator("main button").click());
}

/** What the page says, without what is folded. */
export function words(page) {
  return page.locator("main").innerText();
}
