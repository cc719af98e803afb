// What has to be there before anything can be installed. No dependencies: this runs on a fresh clone.

const OLDEST_NODE = 20;

/** What keeps the project from being set up on this computer, as lines with their cure; empty when nothing does. */
export function obstacles(platform = process.platform, node = process.versions.node) {
  const found = [];
  if (platform !== 'linux') {
    found.push(
      `QRT-PLATFORM: engines run on Linux, this is ${platform}\nUse a Linux machine, a virtual machine or a Linux container.`,
    );
  }
  if (Number.parseInt(node, 10) < OLDEST_NODE) {
    found.push(
      `QRT-NODE: Node.js ${OLDEST_NODE} or newer is needed, this is ${node}\nInstall Node.js 22 or 20 from https://nodejs.org or with your package manager.`,
    );
  }
  return found;
}
