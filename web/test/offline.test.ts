// @vitest-environment node
import { expect, test } from "vitest";
import { type BuiltFile, offlineFiles } from "../offline.js";

const chunk = (name: string, source: string, imports: string[] = [], isEntry = false): [string, BuiltFile] => [
  `assets/${name}-1.js`,
  { type: "chunk", fileName: `assets/${name}-1.js`, name, moduleIds: source ? [source] : [], imports, isEntry },
];

test("The scanner and its reader of codes are among the files that are there from the start; other screens come later", () => {
  const { first, rest } = offlineFiles(
    Object.fromEntries([
      chunk("main", "/web/src/main.tsx", ["assets/frame-1.js"], true),
      chunk("frame", ""),
      chunk("scan", "/web/src/screens/organize/scan.tsx", ["assets/words-1.js"]),
      chunk("words", ""),
      chunk("dashboard", "/web/src/screens/organize/dashboard.tsx"),
      chunk("ticket", "/web/src/screens/ticket/ticket.tsx"),
      chunk("ar", "/web/src/words/ar.ts"),
      ["assets/qr-worker-1.js", { type: "asset", fileName: "assets/qr-worker-1.js" }],
      ["assets/style-1.css", { type: "asset", fileName: "assets/style-1.css" }],
    ]),
  );
  expect(rest).toEqual(["assets/dashboard-1.js"]);
  expect(first).toEqual([
    "assets/ar-1.js",
    "assets/frame-1.js",
    "assets/main-1.js",
    "assets/qr-worker-1.js",
    "assets/scan-1.js",
    "assets/style-1.css",
    "assets/ticket-1.js",
    "assets/words-1.js",
    "icon.svg",
    "index.html",
    "manifest-ar.webmanifest",
    "manifest.webmanifest",
  ]);
});
