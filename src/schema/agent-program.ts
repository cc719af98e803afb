/** The program of the agent, below the folder of an image. */
export const AGENT_PROGRAM = 'agent/agent.cjs';

/**
 * How Node runs an agent, which is idle most of its life: a young generation of 1 MB, an early first collection, and code
 * that is interpreted. Without the compilers 6 MB less of Node's own program are touched.
 */
export const AGENT_FLAGS = [
  '--max-semi-space-size=1',
  '--initial-old-space-size=8',
  '--no-opt',
  '--no-sparkplug',
  '--no-maglev',
  '--optimize-for-size',
  '--single-threaded',
] as const;

/** Has the C library give back what was needed for a moment, loading the program above all: 10 MB. */
export const AGENT_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '65536',
} as const;
