// Letters as the service writes them: headers, and the parts of a multipart message (RFC 2045, 2047).

function unquoted(words) {
  const bytes = [];
  for (let i = 0; i < words.length; i += 1) {
    const escaped = words[i] === "=";
    bytes.push(escaped ? Number.parseInt(words.slice(i + 1, i + 3), 16) : words.charCodeAt(i));
    if (escaped) i += 2;
  }
  return Buffer.from(bytes).toString("utf8");
}

function body(encoding, content) {
  switch (encoding) {
    case "quoted-printable": return unquoted(content.replace(/=\r?\n/g, ""));
    case "base64": return Buffer.from(content, "base64").toString("utf8");
    default: return content;
  }
}

function header(head, name) {
  const line = head.replace(/\r?\n[ \t]+/g, " ").match(new RegExp(`^${name}: *(.*)$`, "im"))?.[1].trim() ?? "";
  return line
    .replace(/(\?=)\s+(=\?)/g, "$1$2")
    .replace(/=\?utf-8\?([bq])\?(.*?)\?=/gi, (_, how, words) =>
      how.toLowerCase() === "b" ? Buffer.from(words, "base64").toString("utf8") : unquoted(words.replaceAll("_", " ")));
}

function split(message) {
  const [, head, content] = message.match(/^([^]*?)\r?\n\r?\n([^]*)$/) ?? [, message, ""];
  return [head, content];
}

/** A letter; `whole` tells whether it has been written to its end. */
export function parse(message) {
  const [head, content] = split(message);
  const boundary = header(head, "Content-Type").match(/boundary="?([^";]+)/)?.[1];
  const parts = content.split(`--${boundary}`).slice(1, -1).map((part) => {
    const [partHead, words] = split(part.trimStart());
    const encoding = header(partHead, "Content-Transfer-Encoding");
    return { type: header(partHead, "Content-Type"), words: body(encoding, words) };
  });
  const text = parts.find((part) => part.type.startsWith("text/plain"))?.words.replaceAll("\r\n", "\n") ?? "";
  return {
    to: header(head, "To"),
    subject: header(head, "Subject"),
    text,
    /** All that a reader or a mail server can see. */
    everything: [head, header(head, "Subject"), ...parts.map((part) => part.words)].join("\n"),
    /** The link that the letter is for. */
    link: text.match(/https?:\/\/\S+/)?.[0],
    whole: boundary !== undefined && content.trimEnd().endsWith(`--${boundary}--`),
  };
}
