import { PROVIDER, providerAttributes } from '../schema/resources/index.js';
import { Deployment } from './deployment.js';
import { defineProvider } from './framework/index.js';
import { serveProvider } from './protocol/index.js';
import { attachment } from './resources/attachment.js';
import { cluster } from './resources/cluster.js';
import { image } from './resources/image.js';
import { loadBalancer } from './resources/load-balancer.js';
import { machine } from './resources/machine.js';
import { member } from './resources/member.js';
import { operator } from './resources/operator.js';
import { preflight } from './resources/preflight.js';
import { seal } from './resources/seal.js';

// No top-level await: this is bundled as a script, so that the launcher beside it can keep its compiled code.
void serveProvider(
  defineProvider({
    name: PROVIDER.name,
    attributes: providerAttributes,
    configure: async ({ project_dir }) => Deployment.from(project_dir),
    resources: [preflight, image, machine, operator, seal, member, loadBalancer, attachment, cluster],
  }),
);
