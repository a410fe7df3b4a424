import { useSyncExternalStore } from "react";

/** A value kept in localStorage and shared between this page's parts and the browser's tabs. */
export interface Stored<T> {
  read(): T;
  write(value: T): void;
  subscribe(listener: () => void): () => void;
}

export function stored<T>(key: string, parse: (text: string | null) => T): Stored<T> {
  const listeners = new Set<() => void>();
  let text: string | null | undefined;
  let value: T;
  const read = (): T => {
    const now = localStorage.getItem(key);
    if (now !== text || text === undefined) {
      text = now;
      value = parse(now);
    }
    return value;
  };
  return {
    read,
    write(next) {
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // A full or forbidden storage loses the cart at the next visit, not the sale.
        text = localStorage.getItem(key);
        value = next;
      }
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      const changed = (event: StorageEvent) => {
        if (event.key === key || event.key === null) listener();
      };
      listeners.add(listener);
      window.addEventListener("storage", changed);
      return () => {
        listeners.delete(listener);
        window.removeEventListener("storage", changed);
      };
    },
  };
}

export function useStored<T>(store: Stored<T>): T {
  return useSyncExternalStore(store.subscribe, store.read);
}
