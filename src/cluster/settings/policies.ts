import type { Setting } from './setting.js';

/** A policy as it was declared, to the letter: engines keep the text that they were given. */
export function policySetting(name: string, policy: string): Setting {
  return {
    what: `policy ${name}`,
    differs: async (engine) => {
      const present = await engine.policies.get(name);
      if (present === null) return 'is missing';
      return present.trim() === policy.trim() ? null : 'has another text';
    },
    mend: (engine) => engine.policies.put(name, policy),
  };
}

/** A policy that was declared once and is not any more. */
export function formerPolicy(name: string): Setting {
  return {
    what: `policy ${name}`,
    differs: async (engine) => ((await engine.policies.get(name)) === null ? null : 'is not declared any more'),
    mend: (engine) => engine.policies.remove(name),
  };
}
