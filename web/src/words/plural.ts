export interface Forms {
  zero?: string;
  one?: string;
  two?: string;
  few?: string;
  many?: string;
  other: string;
}

/** The form of a text for a number, by the rules of the language. `zero` is taken for 0 in every language that gives it. */
export function plural(language: string, count: number, forms: Forms): string {
  if (count === 0 && forms.zero !== undefined) {
    return forms.zero;
  }
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
}
