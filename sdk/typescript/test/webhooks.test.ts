import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { constructEvent, SignatureInvalid } from "../src/webhooks.js";
import { failure } from "./server.js";

const secret = "whsec_test";
const body = '{"type":"registration.confirmed","note":"ü"}';
const now = () => Math.floor(Date.now() / 1000);
const sign = (time: number, text = body, key = secret) => createHmac("sha256", key).update(`${time}.${text}`).digest("hex");

test("a webhook that fits gives its event", async () => {
  const time = now();
  await expect(constructEvent(body, `t=${time},v1=${sign(time)}`, secret)).resolves.toEqual(JSON.parse(body));
  await expect(constructEvent(new TextEncoder().encode(body), `t=${time}, v1=${sign(time)}`, secret)).resolves.toBeTruthy();
});

test("one signature of several is enough, while a secret is exchanged", async () => {
  const time = now();
  await constructEvent(body, `t=${time},v1=${sign(time, body, "old")},v1=${sign(time)},v0=zz`, secret);
});

test.each<[string, () => [string, string]]>([
  ["another body", () => [`${body} `, `t=${now()},v1=${sign(now())}`]],
  ["another secret", () => [body, `t=${now()},v1=${sign(now(), body, "other")}`]],
  ["another time", () => [body, `t=${now() - 1},v1=${sign(now())}`]],
  ["an old time", () => [body, `t=${now() - 400},v1=${sign(now() - 400)}`]],
  ["a time ahead", () => [body, `t=${now() + 400},v1=${sign(now() + 400)}`]],
  ["no time", () => [body, `v1=${sign(now())}`]],
  ["no signature", () => [body, `t=${now()}`]],
  ["half a signature", () => [body, `t=${now()},v1=${sign(now()).slice(0, 62)}`]],
  ["only another scheme", () => [body, `t=${now()},v0=${sign(now())}`]],
  ["an empty header", () => [body, ""]],
])("%s is refused", async (_, make) => {
  const [payload, header] = make();
  await failure(constructEvent(payload, header, secret), SignatureInvalid);
});
