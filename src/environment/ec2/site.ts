import type { Duplex } from 'node:stream';
import type { Ec2, TargetGroups } from '../../aws/index.js';
import { type AgentChannel, AgentClient, SshPool } from '../../channel/index.js';
import type { MachineState, TargetState } from '../../cluster/index.js';
import { waitUntil } from '../../process/index.js';
import { AGENT_SOCKET, MACHINE_USERS, QuorateError, reasonOf, type StatusReport } from '../../schema/index.js';
import { noMachine } from '../no-machine.js';
import type { ListedMachine, Machine, Site } from '../site.js';
import { noFaults } from './faults.js';
import { hostKeyOnConsole } from './host-key.js';
import type { Pins } from './pins.js';
import { type SeenMachine, SeenMachines } from './seen.js';

/** A new instance is told of by its tags within seconds. */
const TOLD_MS = 120_000;
/** Booting takes half a minute; the console of some types is shown minutes later. */
const CONSOLE_MS = 600_000;
const AGENT_MS = 120_000;
const TERMINATED_MS = 300_000;
const POLL_MS = 1_000;
const ANSWER_MS = 5_000;

interface Props {
  readonly environment: string;
  readonly ec2: Ec2;
  readonly groups: TargetGroups;
  readonly pins: Pins;
  /** Private key that machines let in. */
  readonly operatorKey: () => Promise<string>;
  /** Connects to port 22 of a machine's address; undefined: straight. */
  readonly dial?: ((address: string) => Promise<Duplex>) | undefined;
}

/** Instances of EC2: Terraform makes and ends them, EC2 says which there are, SSH leads to their agents. */
export class Ec2Site implements Site {
  readonly faults = noFaults;
  readonly #seen: SeenMachines;
  readonly #pool = new SshPool();

  constructor(private readonly props: Props) {
    this.#seen = new SeenMachines(props.environment, props.ec2, props.pins);
  }

  async machines(): Promise<readonly ListedMachine[]> {
    return (await this.#seen.all()).map((machine) => ({ ...machine, ownDisk: true }));
  }

  async machine(id: string): Promise<Machine | null> {
    return (await this.#seen.one(id)) ?? null;
  }

  async state(id: string): Promise<MachineState> {
    return (await this.#seen.one(id))?.state ?? 'unknown';
  }

  async channel(id: string): Promise<AgentChannel> {
    const machine = await this.#known(id);
    const { pin } = machine;
    if (pin === null) throw notMet(machine);
    return await this.#channelTo(pin.address, pin.host_key);
  }

  async meet(id: string, signal: AbortSignal): Promise<void> {
    const { ec2, pins } = this.props;
    const find = async () => {
      this.#seen.forget();
      return await this.#seen.one(id);
    };
    const machine = await waitUntil(find, { deadlineMs: TOLD_MS, intervalMs: POLL_MS, signal });
    if (!machine) throw noMachine(this.props.environment, id);
    if (machine.pin === null) {
      const read = async () => hostKeyOnConsole(await ec2.consoleOutput(machine.instance));
      const hostKey = await waitUntil(read, { deadlineMs: CONSOLE_MS, intervalMs: POLL_MS, signal });
      if (hostKey === undefined) throw silentConsole(machine);
      const { slot, zone, image, address, instance } = machine;
      const now = new Date().toISOString();
      const about = { id, instance, slot, zone, image, address, host_key: hostKey, pinned_at: now };
      await pins.add({ ...about, claimed: true, released: false });
      this.#seen.forget();
    } else if (!machine.pin.claimed) await pins.change(id, { claimed: true });
    await this.#awaitAgent(machine, signal);
  }

  async release(id: string): Promise<void> {
    const machine = await this.#seen.one(id);
    if (machine && machine.state !== 'gone') await this.props.ec2.setTerminationProtection(machine.instance, false);
    await this.props.pins.change(id, { released: true });
    this.#seen.forget();
  }

  async disown(id: string): Promise<void> {
    await this.props.pins.change(id, { claimed: false });
    this.#seen.forget();
  }

  async sweep(id: string): Promise<void> {
    const { ec2, pins } = this.props;
    const { instance } = await this.#known(id);
    await ec2.setTerminationProtection(instance, false);
    await ec2.terminate(instance);
    const ended = async () => ((await ec2.instance(instance))?.state === 'terminated' ? true : undefined);
    await waitUntil(ended, { deadlineMs: TERMINATED_MS, intervalMs: POLL_MS });
    await pins.change(id, { released: true });
    this.#seen.forget();
  }

  async targets(): Promise<ReadonlyMap<string, TargetState> | null> {
    const found = await this.#group();
    return found && new Map(found.targets.map(({ id, state }) => [id, state]));
  }

  async balancer(): Promise<StatusReport['load_balancer']> {
    const found = await this.#group();
    if (found === null || found.address === null) return null;
    const { address, targets } = found;
    const failing = targets.length > 0 && targets.every(({ state }) => state !== 'healthy');
    return { address, failing_open: failing, targets };
  }

  /** What EC2's balancer says of machines that are known here; null when it does not answer. */
  async #group() {
    const { groups, environment } = this.props;
    const found = await groups.targetsOf(environment).catch(() => null);
    if (found === null) return null;
    const machines = await this.#seen.all();
    const targets = found.targets.flatMap(({ instance, state }) => {
      const id = machines.find((machine) => machine.instance === instance)?.id;
      return id === undefined ? [] : [{ id, state }];
    });
    return { address: found.address, targets };
  }

  async #known(id: string): Promise<SeenMachine> {
    const machine = await this.#seen.one(id);
    if (machine && machine.state !== 'gone') return machine;
    throw noMachine(this.props.environment, id);
  }

  async #channelTo(host: string, hostKey: string): Promise<AgentChannel> {
    const privateKey = await this.props.operatorKey();
    const { dial } = this.props;
    const target = { host, user: MACHINE_USERS.operator, privateKey, hostKey, dial: dial && (() => dial(host)) };
    return this.#pool.channel(target, AGENT_SOCKET);
  }

  async #awaitAgent({ id, instance }: SeenMachine, signal: AbortSignal): Promise<void> {
    const agent = new AgentClient(await this.channel(id));
    let reason = '';
    const answers = async () => {
      try {
        await agent.status({ signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });
        return true;
      } catch (error) {
        if (error instanceof QuorateError && error.code === 'QRT-HOST-KEY') throw error;
        reason = reasonOf(error);
        return undefined;
      }
    };
    if (await waitUntil(answers, { deadlineMs: AGENT_MS, intervalMs: POLL_MS, signal })) return;
    throw new QuorateError(
      'QRT-MACHINE-START',
      `the agent of ${id} (${instance}) does not answer: ${reason}`,
      'Check that this computer is in a network that the stack names among `operators`, then deploy again.',
    );
  }
}

function silentConsole({ id, instance }: SeenMachine): QuorateError {
  return new QuorateError(
    'QRT-CONSOLE-SILENT',
    `${id} (${instance}) has not shown its SSH host key on its console within ${CONSOLE_MS / 60_000} minutes`,
    `Nothing was sent to it. \`aws ec2 get-console-output --instance-id ${instance}\` shows how far it booted; then deploy again.`,
  );
}

function notMet({ id, instance }: SeenMachine): QuorateError {
  return new QuorateError(
    'QRT-NOT-MET',
    `no deploy has met ${id} (${instance}) yet: its SSH host key is not known, so nothing is sent to it`,
    'Deploy again: it is met when it is enrolled. One that no deploy wants is ended by the next one.',
  );
}
