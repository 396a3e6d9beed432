/** An event of a text/event-stream. */
export interface StreamEvent {
  type: string;
  data: string;
  /** The last id of the stream so far. */
  id: string;
}

/** The events of a stream, as HTML's standard reads them. Ends when the stream ends; throws when it breaks. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let event = { type: "", data: [] as string[] };
  let id = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      text += decoder.decode(value, { stream: true });
      // A line ends with \r\n, \n or \r; a \r at the end may be half of one.
      for (let end = /\r\n|\n|\r(?!$)/.exec(text); end; end = /\r\n|\n|\r(?!$)/.exec(text)) {
        const line = text.slice(0, end.index);
        text = text.slice(end.index + end[0].length);
        const [, field = "", content = ""] = /^([^:]*):? ?([\s\S]*)$/.exec(line) ?? [];
        if (line === "") {
          if (event.data.length > 0) {
            yield { type: event.type || "message", data: event.data.join("\n"), id };
          }
          event = { type: "", data: [] };
        } else if (field === "data") {
          event.data.push(content);
        } else if (field === "event") {
          event.type = content;
        } else if (field === "id") {
          id = content;
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
