interface CallUnderWay {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** Calls to another process or thread that are not answered yet, by their numbers. */
export class CallsUnderWay {
  private readonly calls = new Map<number, CallUnderWay>();
  private nextId = 1;

  get count(): number {
    return this.calls.size;
  }

  /**
   * @param send takes the call to the other side under the number that its answer will bear
   * @returns what the other side answers; rejected by `fail`, or with what `send` throws
   */
  begin<Result>(send: (id: number) => void): Promise<Result> {
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      this.calls.set(id, { resolve: (result) => resolve(result as Result), reject });
      try {
        send(id);
      } catch (error) {
        this.fail(id, error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  /** The other side's answer; one to a call that is not under way any more is none. */
  answer(id: number, result: unknown): void {
    this.take(id)?.resolve(result);
  }

  fail(id: number, error: Error): void {
    this.take(id)?.reject(error);
  }

  failAll(error: Error): void {
    for (const id of [...this.calls.keys()]) this.fail(id, error);
  }

  private take(id: number): CallUnderWay | undefined {
    const call = this.calls.get(id);
    this.calls.delete(id);
    return call;
  }
}
