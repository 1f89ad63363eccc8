// A service of one's own to test, a browser to visit it with, and the letters it sends.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { parse } from "./mail.mjs";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
/** A first start learns what texts are about. */
const START_SECONDS = 300;
const LOCALES = { sv: "sv-SE", en: "en-GB" };
export const PASSWORD = "sju sjösjuka sjömän";

function binary() {
  const path = process.env.SYNPUNKT_BIN;
  if (!path) throw new Error("Set SYNPUNKT_BIN to the synpunkt program that is to be tested.");
  return resolve(path);
}

/** Tries until `attempt` gives something, or fails with `what` was waited for. */
export async function eventually(what, attempt, seconds = 10) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await attempt();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited ${seconds} s in vain for ${what}.`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

class Town {
  #program = binary();
  #folder;
  #env;
  #server;
  #browser;
  #log = "";

  async start() {
    this.#folder = await mkdtemp(join(tmpdir(), "synpunkt-"));
    const files = process.env.SYNPUNKT_TEST_FILES;
    this.#env = {
      PATH: process.env.PATH,
      HOME: this.#folder,
      SYNPUNKT_LIMITS__REPORTS: "100000",
      SYNPUNKT_LIMITS__GUESSES: "100000",
      ...(files && { SYNPUNKT_FILES__URL: `file://${resolve(files)}` }),
    };
    try {
      await Promise.all([this.#serve(), this.#open()]);
    } catch (trouble) {
      await this.stop();
      throw trouble;
    }
    return this;
  }

  async #serve() {
    const server = spawn(this.#program, ["serve", "--listen", "127.0.0.1:0"], { cwd: this.#folder, env: this.#env });
    this.#server = server;
    server.stderr.on("data", (bytes) => { this.#log += bytes; });
    createInterface({ input: server.stdout }).on("line", (line) => {
      this.url ??= line.match(/^Synpunkt listens on (\S+?)\/?$/)?.[1];
      this.signInLink ??= line.match(/^Sign in once as .*: (\S+)$/)?.[1];
    });
    const ended = once(server, "exit").then(() => { throw new Error(`The service ended:\n${this.#log}`); });
    const ready = eventually("the service to start", () => this.url && this.signInLink, START_SECONDS);
    await Promise.race([ready, ended]);
    ended.catch(() => {});
  }

  async #open() {
    const env = { ...process.env, HOME: this.#folder };
    this.#browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS, env });
  }

  /** Somebody with a browser of their own. */
  async visitor({ lang = "sv", width = 1280, ...options } = {}) {
    const viewport = { width, height: 900 };
    const context = await this.#browser.newContext({ baseURL: this.url, locale: LOCALES[lang], viewport, ...options });
    context.setDefaultTimeout(8_000);
    return context.newPage();
  }

  /** An officer with a password, who is not signed in yet. */
  officer(email, role) {
    const line = ["staff", "add", "--email", email, "--name", "Robin Ek", "--role", role, "--password-stdin"];
    const options = { cwd: this.#folder, env: this.#env, input: PASSWORD, encoding: "utf8" };
    const done = spawnSync(this.#program, line, options);
    if (done.status !== 0) throw new Error(done.stderr);
  }

  /** Every letter so far, oldest first. */
  async letters() {
    const folder = join(this.#folder, "var/mail");
    const names = (await readdir(folder)).filter((name) => name.endsWith(".eml"));
    const all = names.map(async (name) => {
      const path = join(folder, name);
      return { at: (await stat(path)).mtimeMs, ...parse(await readFile(path, "utf8")) };
    });
    return (await Promise.all(all)).filter((letter) => letter.whole).sort((a, b) => a.at - b.at);
  }

  /** Waits for the newest letter to an address with a subject. */
  letter(to, subject) {
    const fits = (letter) => letter.to === to && letter.subject === subject;
    return eventually(`the letter "${subject}" to ${to}`, async () => (await this.letters()).findLast(fits));
  }

  log() {
    return this.#log;
  }

  /** Stops what was started, and removes the folder. */
  async stop() {
    await this.#browser?.close();
    if (this.#server?.exitCode === null) {
      const gone = once(this.#server, "exit");
      this.#server.kill("SIGTERM");
      const patience = setTimeout(() => this.#server.kill("SIGKILL"), 10_000);
      await gone;
      clearTimeout(patience);
    }
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Starts a town of one's own. */
export function start() {
  return new Town().start();
}
