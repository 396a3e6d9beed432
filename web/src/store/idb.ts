// The storage that outlives the page: tables of tickets, unsent messages, drafts, scans at a door, the log, and the last answers of the API.
// Without IndexedDB (a private window) it is kept in memory.
const Name = "community";
const Version = 4;
const tables = ["tickets", "outbox", "drafts", "scans", "log", "answers"] as const;
export type Table = (typeof tables)[number];

let opened: Promise<IDBDatabase | undefined> | undefined;
const memory = new Map<string, unknown>();

function open(): Promise<IDBDatabase | undefined> {
  opened ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open(Name, Version);
      request.onupgradeneeded = () => {
        for (const table of tables) {
          if (!request.result.objectStoreNames.contains(table)) {
            request.result.createObjectStore(table);
          }
        }
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  });
  return opened;
}

async function run<T>(table: Table, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  const database = await open();
  if (!database) {
    return undefined;
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

export async function keep(table: Table, key: string, value: unknown): Promise<void> {
  memory.set(`${table}/${key}`, value);
  await run(table, "readwrite", (store) => store.put(value, key));
}

export async function kept<T>(table: Table, key: string): Promise<T | undefined> {
  return ((await run(table, "readonly", (store) => store.get(key))) ?? memory.get(`${table}/${key}`)) as T | undefined;
}

export async function everyKept<T>(table: Table): Promise<T[]> {
  return ((await run(table, "readonly", (store) => store.getAll())) ?? []) as T[];
}

export async function forget(table: Table, key: string): Promise<void> {
  memory.delete(`${table}/${key}`);
  await run(table, "readwrite", (store) => store.delete(key));
}

/** Empties all tables: the next person at this device must not find anything. */
export async function forgetAll(): Promise<void> {
  memory.clear();
  for (const table of tables) {
    await run(table, "readwrite", (store) => store.clear());
  }
}
