import { after, before, describe } from 'node:test';
import { deployTests } from './deploy';
import { opcuaTests } from './opcua';
import { paletteTests } from './palette';
import { Session } from './session';
import { stationTests } from './stations';
import { validatorTests } from './validators';
import { variableTests } from './variables';

let session: Session;
before(async () => {
  session = await Session.start();
});
after(() => session.stop());

describe('the palette and the dialogs', () => paletteTests(() => session));
describe('the validators', () => validatorTests(() => session));
describe('variables in the dialogs', () => variableTests(() => session));
describe('stations', () => stationTests(() => session));
describe('the OPC UA dialogs', () => opcuaTests(() => session));
describe('import, edit, deploy and export', () => deployTests(() => session));
