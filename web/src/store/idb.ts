// The storage that outlives the page: tables of tickets, unsent messages, drafts, scans at a door, the log, and the last answers of the API. Each row
// belongs to one person, and only theirs are found. Without IndexedDB (a private window, an update that another tab holds up) it is in memory.
const Name = "community";
const Version = 5;
const tables = ["tickets", "outbox", "drafts", "scans", "log", "answers"] as const;
export type Table = (typeof tables)[number];
/** Tickets that were let in must reach the server, also after the session of the person at the door has ended. */
const lasting: readonly Table[] = ["scans"];

let opened: Promise<IDBDatabase | undefined> | undefined;
/** Used where there is no database. */
const memory = new Map<string, unknown>();
let owner = "";

/** Says whose rows are read and written from now on; undefined: nobody is signed in. */
export function own(id: string | undefined): void {
  owner = id ?? "";
}

/** Whose rows these are now. A reader that waits for an answer passes it on, so that the answer is not kept for the next person. */
export const ownerNow = (): string => owner;

const keyOf = (of: string, key: string) => `${of} ${key}`;
const rowsOf = (of: string) => IDBKeyRange.bound(keyOf(of, ""), keyOf(of, "\uffff"));

function open(): Promise<IDBDatabase | undefined> {
  opened ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open(Name, Version);
      request.onupgradeneeded = ({ oldVersion }) => {
        for (const table of tables) {
          if (!request.result.objectStoreNames.contains(table)) {
            request.result.createObjectStore(table);
          } else if (oldVersion < 5 && request.transaction) {
            // Rows had no owner: they are those of the present person.
            adopt(request.transaction.objectStore(table), owner);
          }
        }
      };
      request.onsuccess = () => {
        const database = request.result;
        const close = () => {
          opened = undefined;
        };
        // A newer version of the client, in another tab, waits until this one lets go.
        database.onversionchange = () => {
          database.close();
          close();
        };
        database.onclose = close;
        opened = Promise.resolve(database);
        resolve(database);
      };
      request.onerror = () => resolve(undefined);
      // A tab with an older version holds the database. The page must not wait for it to be closed.
      request.onblocked = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  });
  return opened;
}

function adopt(store: IDBObjectStore, of: string): void {
  const keys = store.getAllKeys();
  const values = store.getAll();
  values.onsuccess = () => {
    store.clear();
    keys.result.forEach((key, index) => {
      store.put(values.result[index], keyOf(of, String(key)));
    });
  };
}

/** The result of the work; `missing` where there is no database. */
async function run(
  table: Table,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest,
  missing: () => unknown,
): Promise<unknown> {
  const database = await open();
  if (!database) {
    return missing();
  }
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(table, mode);
    const request = work(transaction.objectStore(table));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    // A page that goes away ends a transaction that has not been told to commit.
    transaction.commit?.();
  });
}

/** Keeps a value, by default for the present person. Fails where the device has no room. */
export async function keep(table: Table, key: string, value: unknown, of = owner): Promise<void> {
  await run(
    table,
    "readwrite",
    (store) => store.put(value, keyOf(of, key)),
    () => memory.set(`${table} ${keyOf(of, key)}`, value),
  );
}

export async function kept<T>(table: Table, key: string): Promise<T | undefined> {
  const name = keyOf(owner, key);
  return (await run(
    table,
    "readonly",
    (store) => store.get(name),
    () => memory.get(`${table} ${name}`),
  )) as T | undefined;
}

export async function everyKept<T>(table: Table): Promise<T[]> {
  const of = owner;
  const all = await run(
    table,
    "readonly",
    (store) => store.getAll(rowsOf(of)),
    () => inMemory(table, of).map((key) => memory.get(key)),
  );
  return all as T[];
}

/** All rows of the present person, each with its key. */
export async function everyKeptEntry(table: Table): Promise<(readonly [string, unknown])[]> {
  const of = owner;
  const keys = (await run(
    table,
    "readonly",
    (store) => store.getAllKeys(rowsOf(of)),
    () => inMemory(table, of).map((key) => key.slice(table.length + 1)),
  )) as string[];
  const names = keys.map((key) => key.slice(keyOf(of, "").length));
  const values = await Promise.all(names.map((name) => kept(table, name)));
  return names.map((name, index) => [name, values[index]] as const);
}

const inMemory = (table: Table, of: string) => [...memory.keys()].filter((key) => key.startsWith(`${table} ${keyOf(of, "")}`));

export async function forget(table: Table, key: string): Promise<void> {
  const name = keyOf(owner, key);
  await run(
    table,
    "readwrite",
    (store) => store.delete(name),
    () => memory.delete(`${table} ${name}`),
  );
}

/** Deletes what is kept of a person: the next one at this device must not find anything. */
export async function forgetAll(of: string): Promise<void> {
  for (const table of tables.filter((one) => !lasting.includes(one))) {
    await run(
      table,
      "readwrite",
      (store) => store.delete(rowsOf(of)),
      () => inMemory(table, of).map((key) => memory.delete(key)),
    );
  }
}
