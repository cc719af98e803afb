import { App } from 'cdktf';
import { LabStack } from './lab.js';

const app = new App();
new LabStack(app, 'lab');
app.synth();
