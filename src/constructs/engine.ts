import type { EngineName, EngineRelease } from '../schema/index.js';

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
  ) {
    if (!/^\d+\.\d+\.\d+$/.test(version)) {
      throw new Error(`An engine version has three numbers, expected for example 1.21.1, received "${version}"`);
    }
  }

  get release(): EngineRelease {
    return { name: this.name, version: this.version };
  }
}
