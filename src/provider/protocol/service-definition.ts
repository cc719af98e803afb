import type { ServiceDefinition } from '@grpc/grpc-js';
import protobuf from 'protobufjs/light.js';
import { descriptor } from './descriptor.js';

const CONVERSION = { longs: Number, enums: String, defaults: true, arrays: true, objects: true };

const root = protobuf.Root.fromJSON(descriptor);

/** A gRPC service of the descriptor. Messages are plain objects with the protocol's own field names. */
export function serviceDefinition(name: string): ServiceDefinition {
  const service = root.lookupService(name);
  const methods = service.methodsArray.map((method) => {
    const request = codec(service, method.requestType);
    const response = codec(service, method.responseType);
    const definition = {
      path: `/${name}/${method.name}`,
      requestStream: false,
      responseStream: false,
      requestSerialize: request.serialize,
      requestDeserialize: request.deserialize,
      responseSerialize: response.serialize,
      responseDeserialize: response.deserialize,
    };
    return [method.name, definition] as const;
  });
  return Object.fromEntries(methods);
}

function codec(scope: protobuf.Service, typeName: string) {
  const type = scope.lookupType(typeName);
  return {
    serialize: (message: object) => Buffer.from(type.encode(type.fromObject(message)).finish()),
    deserialize: (bytes: Buffer): object => type.toObject(type.decode(bytes), CONVERSION),
  };
}
