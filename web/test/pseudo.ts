// A language for tests: every text of a catalogue, longer and between marks. What has no marks on a screen is in no catalogue.

/** How much longer a text gets: German and Finnish are as long as this. */
export const Growth = 0.4;
const [Begin, End] = ["⟦", "⟧"];

/** "Save" as "⟦Save··⟧". */
const longer = (text: string): string => `${Begin}${text}${"·".repeat(Math.ceil(text.length * Growth))}${End}`;

/** A catalogue whose texts are longer and marked, also those that its functions make. */
export function pseudo<Texts>(texts: Texts): Texts {
  if (typeof texts === "string") {
    return longer(texts) as Texts;
  }
  if (typeof texts === "function") {
    return ((...values: unknown[]) => pseudo(texts(...values))) as Texts;
  }
  if (Array.isArray(texts)) {
    return texts.map(pseudo) as Texts;
  }
  return texts && typeof texts === "object"
    ? (Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, pseudo(text)])) as Texts)
    : texts;
}

/** What of a text is in no catalogue. */
export function unmarked(text: string): string {
  for (let rest = text; ; ) {
    const next = rest.replace(/⟦[^⟦⟧]*⟧/g, "");
    if (next === rest) {
      return rest;
    }
    rest = next;
  }
}

/** Has the texts of the client made pseudo while it is built (vite). */
export function pseudoPlugin(file: string) {
  return {
    name: "pseudo",
    enforce: "pre" as const,
    transform(code: string, id: string): string | undefined {
      if (!id.endsWith("/src/words/words.ts")) {
        return undefined;
      }
      const made = code
        .replace("= { en };", "= { en: pseudo(en) };")
        .replace("all[language.value])", "pseudo(all[language.value]))")
        .replace(/(?<=computed\(\(\) => )(side\(.*\))(?=\);)/, "pseudo($1)");
      if (made.split("pseudo(").length !== 4) {
        throw new Error("words.ts has no catalogue in the known places.");
      }
      return `import { pseudo } from ${JSON.stringify(file)};\n${made}`;
    },
  };
}
