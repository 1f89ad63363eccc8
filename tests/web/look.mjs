// What every page has to hold, whoever it is for.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const MOST_BYTES = 60_000;
/** WCAG 2.2, 2.5.8. */
const LEAST_TARGET = 24;
const MISSING = /Unknown localization|\b[a-z]+-[a-z-]+-title\b|\{ ?\$/;

async function violations(axe) {
  const found = await axe.setLegacyMode().analyze();
  const told = ({ id, nodes }) => nodes.map((node) => `${id}: ${node.target}: ${node.failureSummary}`);
  return found.violations.flatMap(told);
}

/** Where the page breaks WCAG 2.2 AA or best practice, as far as axe can see. */
export function brokenRules(page) {
  return violations(new AxeBuilder({ page }).withTags(RULES));
}

/** Texts that can hardly be told from their ground. */
export function lostTexts(page) {
  return violations(new AxeBuilder({ page }).withRules(["color-contrast"]));
}

/** Whether the page has to be scrolled sideways. */
export async function tooWide(page) {
  const [wide, room] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  return wide > room ? [`the page is ${wide} px wide in a window of ${room} px`] : [];
}

/** What can be pressed and is too small; links within sentences, and what a label enlarges, excepted. */
export function tooSmall(page) {
  return page.evaluate((least) => {
    const inSentence = (link) => {
      const beside = [...link.parentElement.childNodes].filter((node) => node !== link);
      return getComputedStyle(link).display === "inline" && beside.some((node) => node.textContent.trim() !== "");
    };
    const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    return [...document.querySelectorAll(controls)]
      .filter((control) => control.checkVisibility() && !control.closest(".trap") && !control.matches(".skip"))
      .filter((control) => !(control.matches("a") && inSentence(control)))
      .map((control) => control.closest("label") ?? control)
      .map((target) => [target.outerHTML.slice(0, 120), target.getBoundingClientRect()])
      .filter(([, box]) => box.width < least || box.height < least)
      .map(([html, box]) => `${html} is ${Math.round(box.width)} x ${Math.round(box.height)} px`);
  }, LEAST_TARGET);
}

/** Sentences of the history that do not begin as sentences do. */
export async function badBeginnings(page) {
  const sentences = await page.locator(".timeline p").allInnerTexts();
  return sentences.filter((words) => !/^\p{Lu}/u.test(words)).map((words) => `it begins in lower case: ${words}`);
}

/** One heading of the first level, the right language, every word there, and not too much of it. */
export async function isWhole(page, response, lang) {
  assert.equal(await page.locator("html").getAttribute("lang"), lang);
  assert.equal(await page.locator("h1").count(), 1);
  assert.match(await page.title(), /^\S.* – Helsingborgs stad$/);
  const said = await page.evaluate(() => [
    document.title,
    document.body.innerText,
    ...[...document.querySelectorAll("[aria-label]")].map((element) => element.getAttribute("aria-label")),
    ...[...document.querySelectorAll("[alt]")].map((image) => image.alt),
  ]);
  for (const words of said) assert.doesNotMatch(words, MISSING);
  const bytes = (await response.body()).length;
  assert.ok(bytes < MOST_BYTES, `the page has ${bytes} bytes`);
}

/** What the browser complains of; a page that is not found is not a complaint. */
export function complaints(page) {
  const all = [];
  page.on("pageerror", (error) => all.push(String(error)));
  page.on("console", (line) => {
    if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) all.push(line.text());
  });
  return all;
}

/** Saves the page as a picture where SHOTS says. */
export async function shoot(page, name) {
  const folder = process.env.SHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
