import { App } from 'cdktf';
import { LabStack } from './lab.js';
import { ProdStack } from './prod.js';
import { recipientsOf } from './recipients.js';
import { StagingStack } from './staging.js';

const app = new App();
new LabStack(app, 'lab');
// These exist as soon as there are people to hold their shares: stacks/recipients/prod/*.asc.
for (const [id, Stack] of Object.entries({ staging: StagingStack, prod: ProdStack })) {
  const recipients = recipientsOf(id);
  if (recipients.length > 0) new Stack(app, id, recipients);
}
app.synth();
