import type { Schemas } from "@community/sdk";

/** A reason for which a field is refused. */
export type Fault = Schemas["Fault"];

/** A refusal of the API: docs/errors.md. */
export interface Refusal {
  status: number;
  reason?: string | undefined;
  message: string;
}

/** A sentence that names a call of the API is for programs. */
const Call = /(?:^|(?<=[.!?]) )[^.!?]*\b(?:GET|POST|PUT|PATCH|DELETE|HEAD) \/.*?(?:[.!?](?= |$)|$)/g;

/** The API's sentence without what it tells programs; all of it if nothing else is left. */
export const forPeople = ({ message }: Refusal): string => message.replace(Call, "").trim() || message;
