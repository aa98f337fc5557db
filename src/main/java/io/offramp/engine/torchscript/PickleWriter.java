// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torchscript;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The few opcodes of pickle protocol 2 that a TorchScript module needs. */
final class PickleWriter {
  private static final int PROTO = 0x80;
  private static final int EMPTY_DICT = '}';
  private static final int EMPTY_TUPLE = ')';
  private static final int MARK = '(';
  private static final int TUPLE = 't';
  private static final int GLOBAL = 'c';
  private static final int NEWOBJ = 0x81;
  private static final int REDUCE = 'R';
  private static final int BUILD = 'b';
  private static final int SETITEMS = 'u';
  private static final int PERSISTENT_ID = 'Q';
  private static final int UNICODE = 'X';
  private static final int INT32 = 'J';
  private static final int LONG1 = 0x8a;
  private static final int TRUE = 0x88;
  private static final int FALSE = 0x89;
  private static final int NONE = 'N';
  private static final int STOP = '.';

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PickleWriter() {
    out.write(PROTO);
    out.write(2);
  }

  PickleWriter mark() {
    return op(MARK);
  }

  PickleWriter tuple() {
    return op(TUPLE);
  }

  PickleWriter emptyTuple() {
    return op(EMPTY_TUPLE);
  }

  PickleWriter emptyDict() {
    return op(EMPTY_DICT);
  }

  PickleWriter setItems() {
    return op(SETITEMS);
  }

  PickleWriter newObject() {
    return op(NEWOBJ);
  }

  PickleWriter build() {
    return op(BUILD);
  }

  PickleWriter reduce() {
    return op(REDUCE);
  }

  PickleWriter persistentId() {
    return op(PERSISTENT_ID);
  }

  PickleWriter none() {
    return op(NONE);
  }

  PickleWriter bool(boolean value) {
    return op(value ? TRUE : FALSE);
  }

  PickleWriter global(String module, String name) {
    op(GLOBAL);
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  PickleWriter string(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    op(UNICODE);
    littleEndian(bytes.length, 4);
    out.writeBytes(bytes);
    return this;
  }

  PickleWriter integer(long value) {
    if (value == (int) value) {
      op(INT32);
      littleEndian(value, 4);
    } else {
      op(LONG1);
      out.write(8);
      littleEndian(value, 8);
    }
    return this;
  }

  PickleWriter integers(long[] values) {
    mark();
    for (long value : values) {
      integer(value);
    }
    return tuple();
  }

  byte[] finish() {
    op(STOP);
    return out.toByteArray();
  }

  private PickleWriter op(int code) {
    out.write(code);
    return this;
  }

  private void littleEndian(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }
}
