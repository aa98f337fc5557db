// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

/** Bytes of a test's. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record MemoryContent(String name, byte[] all) implements Content {
  @Override
  public long size() {
    return all.length;
  }

  @Override
  public void read(long position, byte[] into, int from, int length) {
    requireRange(position, length);
    System.arraycopy(all, (int) position, into, from, length);
  }

  @Override
  public void close() {}
}
