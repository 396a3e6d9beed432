// Packs the SDK, unpacks it where a project would have it, compiles the stories and the examples of docs/sdk.md against it, and runs them.
// COMMUNITY_URL is the address of a running fleet; COMMUNITY_MAIL is the folder with its mails (.data/mail of `./community up`).
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { moduleOf } from "./examples.mjs";

const { COMMUNITY_URL, COMMUNITY_MAIL } = process.env;
if (!COMMUNITY_URL || !COMMUNITY_MAIL) {
  throw new Error(
    "Set COMMUNITY_URL to a running fleet, such as http://127.0.0.1:8080, and COMMUNITY_MAIL to its folder of mails, such as .data/mail.",
  );
}
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "community-sdk-"));
try {
  const modules = join(folder, "node_modules");
  const sdk = join(modules, "@community", "sdk");
  mkdirSync(sdk, { recursive: true });
  const packed = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--silent", "--pack-destination", folder], { cwd: root, encoding: "utf8" }),
  );
  const strange = packed[0].files
    .map((file) => file.path)
    .filter((path) => !/^(dist\/.*\.(js|d\.ts)|package\.json|README\.md|LICENSE)$/.test(path));
  if (strange.length > 0) {
    throw new Error(`The package has files that are not its own: ${strange.join(", ")}`);
  }
  execFileSync("tar", ["-xzf", join(folder, packed[0].filename), "-C", sdk, "--strip-components=1"]);
  for (const used of ["@microsoft", "@types", "undici-types"]) {
    symlinkSync(join(root, "node_modules", used), join(modules, used));
  }
  for (const file of readdirSync(join(root, "stories"))) {
    if (file.endsWith(".ts")) {
      cpSync(join(root, "stories", file), join(folder, file));
    }
  }
  writeFileSync(join(folder, "examples.test.ts"), moduleOf(readFileSync(join(root, "../../docs/sdk.md"), "utf8")));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      // The declarations of the package are checked, too.
      compilerOptions: {
        target: "ES2022",
        module: "NodeNext",
        strict: true,
        noUncheckedIndexedAccess: true,
        types: ["node"],
        lib: ["ES2023", "DOM", "DOM.AsyncIterable"],
      },
      include: ["*.ts"],
    }),
  );
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."]);
  run(process.execPath, ["--test", "--test-reporter=spec", ...readdirSync(folder).filter((file) => file.endsWith(".test.js"))]);
} finally {
  rmSync(folder, { recursive: true });
}

function run(program, args) {
  const { status } = spawnSync(program, args, { cwd: folder, stdio: "inherit" });
  if (status !== 0) {
    process.exitCode = 1;
    throw new Error(`${args.slice(0, 2).join(" ")} failed.`);
  }
}
