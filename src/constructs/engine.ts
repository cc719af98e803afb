import type { EngineName, EngineRelease } from '../schema/index.js';

/** A binary of one's own. */
export interface EngineFileProps {
  readonly name: EngineName;
  /** Release that the file is, three numbers: it decides what the engine is trusted to be able to do. */
  readonly version: string;
  /** Path of the file, relative to the project. */
  readonly path: string;
  /** Its sha256, 64 hex digits; another file is refused before anything is made of it. */
  readonly sha256: string;
}

/**
 * The engine that a cluster runs.
 *
 * @example
 * Engine.vault('1.21.1');
 * Engine.parse('vault@1.19.0');
 */
export class Engine {
  /** HashiCorp Vault, community edition. */
  static vault(version: string): Engine {
    return new Engine('vault', version);
  }

  /** OpenBao. */
  static openbao(version: string): Engine {
    return new Engine('openbao', version);
  }

  /** A binary of one's own, accepted because its checksum is given with it. */
  static file(props: EngineFileProps): Engine {
    if (!/^[0-9a-f]{64}$/.test(props.sha256)) {
      throw new Error(
        `An engine's sha256 has 64 lower-case hex digits, received "${props.sha256}". \`sha256sum ${props.path}\` prints it.`,
      );
    }
    return new Engine(props.name, props.version, { path: props.path, sha256: props.sha256 });
  }

  /**
   * An engine written as `name@version`, as environment variables and commands do.
   *
   * @throws Error when the text is not of that form or the name is not known.
   */
  static parse(text: string): Engine {
    const [name, version, ...rest] = text.split('@');
    if ((name === 'vault' || name === 'openbao') && version && rest.length === 0) return new Engine(name, version);
    throw new Error(`An engine is written name@version, expected vault@1.21.1 or openbao@2.5.5, received "${text}"`);
  }

  private constructor(
    readonly name: EngineName,
    readonly version: string,
    /** The file of `Engine.file`, undefined for a release. */
    readonly file?: { readonly path: string; readonly sha256: string },
  ) {
    if (!/^\d+\.\d+\.\d+$/.test(version)) {
      throw new Error(`An engine version has three numbers, expected for example 1.21.1, received "${version}"`);
    }
  }

  get release(): EngineRelease {
    return { name: this.name, version: this.version };
  }
}
