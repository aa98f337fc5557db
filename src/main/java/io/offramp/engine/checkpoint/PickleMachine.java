// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import io.offramp.engine.checkpoint.PickleValue.Bool;
import io.offramp.engine.checkpoint.PickleValue.Dict;
import io.offramp.engine.checkpoint.PickleValue.Int;
import io.offramp.engine.checkpoint.PickleValue.None;
import io.offramp.engine.checkpoint.PickleValue.Real;
import io.offramp.engine.checkpoint.PickleValue.Sequence;
import io.offramp.engine.checkpoint.PickleValue.Text;
import io.offramp.engine.checkpoint.PickleValue.Tuple;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the part of Python's pickle language that tensors are saved in. A pickle is a program that
 * may call anything it can name; here it can name what {@link TorchGlobal} lists, and nothing is
 * run but {@link TensorBuilder}. Time and memory are bounded by the bytes read, of which there are
 * at most 16 MiB, and a million values.
 */
final class PickleMachine {
  private static final long MAX_BYTES = 16 << 20;
  private static final int MAX_VALUES = 1_000_000;
  private static final int MAX_TEXT_BYTES = 1 << 16;
  private static final int MAX_INTEGER_BYTES = 16;
  private static final int MAX_PROTOCOL = 5;

  private final Content content;
  private final Window in;
  private final TensorBuilder builder;
  private final long end;
  private final List<PickleValue> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, PickleValue> memo = new HashMap<>();
  private int made;

  private PickleMachine(Content content, Window in, TensorBuilder builder) {
    this.content = content;
    this.in = in;
    this.builder = builder;
    this.end = in.position() + MAX_BYTES;
  }

  /**
   * Runs one pickle, up to and with its last byte.
   *
   * @return what it leaves
   * @throws CheckpointException if it is none, asks for more than tensors, or is too large
   */
  static PickleValue run(Content content, Window in, TensorBuilder builder) {
    return new PickleMachine(content, in, builder).run();
  }

  private PickleValue run() {
    while (true) {
      int opcode = in.u8();
      if (opcode == '.') {
        PickleValue result = pop();
        if (!stack.isEmpty() || !marks.isEmpty()) {
          throw broken("ends with values left over");
        }
        return result;
      }
      step(opcode);
      if (in.position() > end || made > MAX_VALUES) {
        throw content.refusal(
            "its pickle is too large (must be at most %d bytes and %d values; save the tensors alone, or as safetensors)"
                .formatted(MAX_BYTES, MAX_VALUES));
      }
    }
  }

  private void step(int opcode) {
    switch (opcode) {
      case 0x80 -> requireProtocol(in.u8());
      case 0x95 -> in.i64(); // FRAME: only says how much may be read at once
      case '(' -> {
        made++;
        marks.add(stack.size());
      }
      case 'N' -> push(None.NONE);
      case 0x88 -> push(new Bool(true));
      case 0x89 -> push(new Bool(false));
      case 'J' -> push(Int.of(in.i32()));
      case 'K' -> push(Int.of(in.u8()));
      case 'M' -> push(Int.of(in.u16()));
      case 0x8a -> push(longInteger(in.u8()));
      case 'G' -> push(new Real(Double.longBitsToDouble(Long.reverseBytes(in.i64()))));
      case 'X' -> push(new Text(text(in.u32())));
      case 0x8c -> push(new Text(text(in.u8())));
      case ')' -> push(new Tuple(List.of()));
      case 't' -> push(new Tuple(popToMark()));
      case 0x85 -> push(new Tuple(popLast(1)));
      case 0x86 -> push(new Tuple(popLast(2)));
      case 0x87 -> push(new Tuple(popLast(3)));
      case ']' -> push(new Sequence());
      case 'a' -> append(popLast(1));
      case 'e' -> append(popToMark());
      case '}' -> push(new Dict());
      case 's' -> setItems(popLast(2));
      case 'u' -> setItems(popToMark());
      case 'q' -> memorise(in.u8());
      case 'r' -> memorise(in.u32());
      case 0x94 -> memorise(memo.size());
      case 'h' -> recall(in.u8());
      case 'j' -> recall(in.u32());
      case 'c' -> push(global(line(), line()));
      case 0x93 -> {
        List<PickleValue> names = popLast(2);
        if (!(names.get(0) instanceof Text module) || !(names.get(1) instanceof Text name)) {
          throw broken("names a global by something else than strings");
        }
        push(global(module.value(), name.value()));
      }
      case 'R' -> {
        List<PickleValue> call = popLast(2);
        push(builder.call(call.get(0), call.get(1)));
      }
      case 'Q' -> push(builder.storage(pop()));
      case 'b' -> build();
      default ->
          throw content.refusal(
              "its pickle does at byte %d what no pickle of tensors needs: opcode 0x%02x (convert the checkpoint to safetensors)"
                  .formatted(in.position() - 1, opcode));
    }
  }

  private PickleValue global(String module, String name) {
    return TorchGlobal.find(module, name)
        .orElseThrow(
            () ->
                content.refusal(
                    "its pickle names %s, which is not a tensor (convert the checkpoint to safetensors)"
                        .formatted(Shown.of(module + "." + name))));
  }

  /** The attributes of a dict, such as versions of a model's parts, say nothing about tensors. */
  private void build() {
    pop();
    if (!(top() instanceof Dict)) {
      throw broken("sets attributes of something else than a dict");
    }
  }

  private void append(List<PickleValue> values) {
    if (!(top() instanceof Sequence list)) {
      throw broken("appends to something else than a list");
    }
    list.elements.addAll(values);
  }

  private void setItems(List<PickleValue> keysAndValues) {
    if (!(top() instanceof Dict dict) || keysAndValues.size() % 2 != 0) {
      throw broken("sets items of something else than a dict, or half of an item");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      PickleValue key = keysAndValues.get(i);
      // other keys could hold themselves, or take long to compare
      if (!(key instanceof Text || key instanceof Int || key instanceof Bool)) {
        throw broken("has a dict with a key that is neither a string nor an integer");
      }
      if (dict.entries.put(key, keysAndValues.get(i + 1)) != null) {
        throw broken(
            "sets '%s' of a dict twice"
                .formatted(
                    key instanceof Text name ? Shown.of(name.value()) : Shown.of(key.toString())));
      }
    }
  }

  private void memorise(long place) {
    made++;
    memo.put(place, top());
  }

  private void recall(long place) {
    PickleValue value = memo.get(place);
    if (value == null) {
      throw broken("recalls value %d, which it did not keep".formatted(place));
    }
    push(value);
  }

  private void requireProtocol(int protocol) {
    if (protocol > MAX_PROTOCOL) {
      throw broken("is of protocol %d, which is unknown".formatted(protocol));
    }
  }

  private Int longInteger(int length) {
    if (length > MAX_INTEGER_BYTES) {
      throw broken(
          "has an integer of %d bytes (must be at most %d)".formatted(length, MAX_INTEGER_BYTES));
    }
    byte[] bigEndian = new byte[length + 1];
    byte[] bytes = in.bytes(length);
    for (int i = 0; i < length; i++) {
      bigEndian[length - i] = bytes[i];
    }
    bigEndian[0] = (byte) (length > 0 && bytes[length - 1] < 0 ? -1 : 0);
    return new Int(new BigInteger(bigEndian));
  }

  private String text(long length) {
    if (length > MAX_TEXT_BYTES) {
      throw broken("has a text of %d bytes (must be at most %d)".formatted(length, MAX_TEXT_BYTES));
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(in.bytes((int) length)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new CheckpointException(
          "Cannot read %s: its pickle has a text that is not UTF-8 (copy it again)"
              .formatted(content.name()),
          e);
    }
  }

  /** Text up to the end of a line. */
  private String line() {
    StringBuilder line = new StringBuilder();
    for (int c = in.u8(); c != '\n'; c = in.u8()) {
      if (line.length() == 256) {
        throw broken("names a global of more than 256 characters");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private void push(PickleValue value) {
    made++;
    stack.add(value);
  }

  private PickleValue pop() {
    return popLast(1).get(0);
  }

  private PickleValue top() {
    requireValues(1);
    return stack.get(stack.size() - 1);
  }

  private List<PickleValue> popLast(int count) {
    requireValues(count);
    return cut(stack.size() - count);
  }

  private List<PickleValue> popToMark() {
    if (marks.isEmpty()) {
      throw broken("takes values up to a mark that it did not set");
    }
    return cut(marks.remove(marks.size() - 1));
  }

  private List<PickleValue> cut(int from) {
    List<PickleValue> last = stack.subList(from, stack.size());
    List<PickleValue> values = List.copyOf(last);
    last.clear();
    return values;
  }

  /** Values below the last mark cannot be had. */
  private void requireValues(int count) {
    int fence = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    if (stack.size() - fence < count) {
      throw broken("takes more values than it made");
    }
  }

  private CheckpointException broken(String what) {
    return content.refusal(
        "its pickle %s, before byte %d (copy it again, or convert it to safetensors)"
            .formatted(what, in.position()));
  }
}
