import type { Artefact } from './lock/lock-file.js';

/** Where the bytes of an engine come from. `path` is a program of the user's whose checksum is in the lock. */
export type EngineSource = Artefact['source'] | 'path';

/** What acquisition is doing; a caller shows it or drops it. */
export type AcquireEvent =
  | { readonly type: 'waiting'; readonly pid: number; readonly since: string }
  | { readonly type: 'trying'; readonly source: EngineSource }
  | { readonly type: 'skipped'; readonly source: EngineSource; readonly reason: string }
  | { readonly type: 'downloading'; readonly file: string; readonly bytes: number; readonly total: number | null }
  | { readonly type: 'building'; readonly detail: string }
  | { readonly type: 'checking'; readonly what: string }
  | { readonly type: 'ready'; readonly path: string; readonly source: EngineSource };

export type OnProgress = (event: AcquireEvent) => void;

const SOURCES: Readonly<Record<EngineSource, string>> = {
  vendor: "the vendor's release",
  'go-module': 'its Go module (minutes, the first time)',
  path: 'a program on PATH',
};

/** One line for a person. */
export function describeProgress(event: AcquireEvent): string {
  switch (event.type) {
    case 'waiting':
      return `waiting for process ${event.pid}, which is at it since ${event.since}`;
    case 'trying':
      return `trying ${SOURCES[event.source]}`;
    case 'skipped':
      return `not from ${event.source}: ${event.reason}`;
    case 'downloading':
      return `downloading ${event.file}: ${megabytes(event.bytes)}${event.total === null ? '' : ` of ${megabytes(event.total)}`} MB`;
    case 'building':
      return `building: ${event.detail}`;
    case 'checking':
      return `checking ${event.what}`;
    case 'ready':
      return `ready: ${event.path}`;
  }
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(0);
