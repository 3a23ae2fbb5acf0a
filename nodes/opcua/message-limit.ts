const limits: [RegExp, string][] = [
  [
    /BadResponseTooLarge|BadEncodingLimitsExceeded/,
    "the picture does not fit into one message: the server's answer would be larger than the message size agreed on connecting. Raise MaxMessageSize (and MaxByteStringLength) on the server, or let the camera offer the picture as an OPC UA file",
  ],
  [
    /BadTcpMessageTooLarge|MessageTooLarge|maxMessageSize|maxChunkCount/i,
    "the picture is larger than this client's largest message (set in the connection's settings). Raise it there, or let the camera offer the picture as an OPC UA file",
  ],
];

/** An error that says which limit a picture has run into, when that is what happened; the same error otherwise. */
export function explainSize(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const limit = limits.find(([pattern]) => pattern.test(message));
  return limit ? new Error(limit[1]) : error;
}
