// A mail server for tests: it speaks SMTP over real connections and keeps what it is sent, or refuses as it is told.
import { createServer } from "node:net";

/**
 * Opens a mail server on a free port of this machine.
 * @returns {Promise<{url: string, letters: Letter[], answer: {rcpt?: string}, next: (to: string, seconds?: number) => Promise<Letter>, close: () => Promise<void>}>}
 * @typedef {{from: string, to: string, subject: string, text: string}} Letter
 */
export async function openMailbox() {
  const letters = [], given = new Set(), sockets = new Set();
  const answer = {}; // { rcpt: "550 no such user" } refuses every recipient
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    talk(socket, answer, (letter) => letters.push(letter));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${server.address().port}`,
    letters, answer,
    /** Waits for the next letter to an address that was not given out before. */
    next: async (to, seconds = 60) => {
      for (let i = 0; i < seconds * 10; i++) {
        const letter = letters.find((l) => l.to === to && !given.has(l));
        if (letter) { given.add(letter); return letter; }
        await new Promise((r) => setTimeout(r, 100));
      }
      throw new Error(`no letter to ${to} within ${seconds} s; there are ${letters.map((l) => l.to).join(", ") || "none"}`);
    },
    close: () => new Promise((resolve) => { server.close(resolve); for (const s of sockets) s.destroy(); }),
  };
}

/** Serves one connection. */
function talk(socket, answer, keep) {
  let waiting = "", body = null, letter = {};
  const say = (line) => socket.write(`${line}\r\n`);
  say("220 mailbox");
  socket.on("data", (d) => {
    waiting += d.toString("latin1");
    for (let end; (end = waiting.indexOf("\r\n")) >= 0;) {
      const line = waiting.slice(0, end);
      waiting = waiting.slice(end + 2);
      if (body) {
        if (line !== ".") { body.push(line.replace(/^\./, "")); continue; }
        keep({ ...letter, ...readLetter(body) });
        body = null;
        say("250 taken");
        continue;
      }
      const address = /<(.*)>/.exec(line)?.[1];
      switch (line.slice(0, 4).toUpperCase()) {
        case "EHLO": say("250 mailbox"); break;
        case "MAIL": letter = { from: address }; say("250 ok"); break;
        case "RCPT": letter.to = address; say(answer.rcpt ?? "250 ok"); break;
        case "DATA": body = []; say("354 go on"); break;
        case "QUIT": say("221 bye"); socket.end(); break;
        default: say("502 what?");
      }
    }
  });
}

/** Reads the subject and the text of a letter in quoted-printable. */
function readLetter(lines) {
  const blank = lines.indexOf("");
  const head = lines.slice(0, blank).join("\n").replace(/\n /g, " ");
  const subject = /^Subject: *(.*)$/m.exec(head)?.[1] ?? "";
  const word = (s) => Buffer.from(s.replace(/=([0-9A-F]{2})/gi, (_, h) => String.fromCharCode(parseInt(h, 16))), "latin1").toString("utf8");
  return {
    subject: word(subject.replace(/\?= +=\?utf-8\?q\?/gi, "").replace(/=\?utf-8\?q\?(.*?)\?=/gi, (_, s) => s.replace(/_/g, " "))),
    text: word(lines.slice(blank + 1).join("\n").replace(/=\n/g, "")),
  };
}
