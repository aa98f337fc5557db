// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PickleMachineTest {
  private static PickleValue run(byte[] pickle) {
    MemoryContent content = new MemoryContent("x.bin", pickle);
    return PickleMachine.run(
        content, new Window(content, "its pickle", 0, pickle.length), new TensorBuilder(content));
  }

  private static void assertRefused(String reason, Pickled pickle) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> run(pickle.bytes()))
        .withMessageStartingWith("Cannot read x.bin: ")
        .withMessageContaining(reason);
  }

  private static Pickled pickle() {
    return new Pickled().op(0x80, 2);
  }

  @Test
  void run_dict_hasItsTensors() {
    MemoryContent content = new MemoryContent("x.bin", Pickled.oneTensor());
    Map<String, TensorView> tensors = StateDict.tensors(content, run(Pickled.oneTensor()));
    assertThat(tensors).containsOnlyKeys("w");
    assertThat(tensors.get("w"))
        .isEqualTo(
            new TensorView(
                new PickleValue.Storage("0", ElementType.F32, 2), 0, List.of(2L), List.of(1L)));
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "builtins, eval",
    "torch, load",
    "torch, UntypedStorage",
    "torch.storage, UntypedStorage",
    "torch.storage, _load_from_bytes",
    "torch, FloatStorages",
    "collections, defaultdict",
    "torch._utils, _rebuild_tensor",
    "'', ''"
  })
  void run_otherGlobal_isRefusedByName(String module, String name) {
    String reason =
        "its pickle names %s.%s, which is not a tensor (convert the checkpoint to safetensors)"
            .formatted(module, name);
    assertRefused(reason, pickle().global(module, name).text("id").op(0x85, 'R'));
    assertRefused(reason, pickle().text(module).text(name).op(0x93));
  }

  /** Opcodes of pickles of classes, extensions, buffers and of Python 2. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        'o', 'i', 'P', 0x81, 0x82, 0x83, 0x84, 0x92, 0x96, 0x97, 0x98, 'I', 'L', 'F', 'S', 'U', 'T',
        'V', 'd', 'l', 'p', 'g', '2', '0', '1', 0x8b, 0x8d, 0x8f, 0x91, 0xff, 0
      })
  void run_otherOpcode_isRefusedByNumber(int opcode) {
    assertRefused(
        "its pickle does at byte 3 what no pickle of tensors needs: opcode 0x%02x"
            .formatted(opcode),
        pickle().op('N', opcode));
  }

  @Test
  void run_truncatedAnywhere_isRefused() {
    byte[] whole = Pickled.oneTensor();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(CheckpointException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> run(part))
          .withMessageContaining("its pickle ends too early");
    }
  }

  @Test
  void run_stackMisused_isRefused() {
    assertRefused("takes more values than it made", pickle().op('.'));
    assertRefused("takes more values than it made", pickle().op('N', 'N', 0x87));
    assertRefused("takes more values than it made", pickle().op('N', '(', 0x85));
    assertRefused("takes values up to a mark that it did not set", pickle().op('N', 't'));
    assertRefused("ends with values left over", pickle().op('N', 'N', '.'));
    assertRefused("ends with values left over", pickle().op('(', 'N', '.'));
    assertRefused("recalls value 7, which it did not keep", pickle().op('h', 7));
    assertRefused("appends to something else than a list", pickle().op('}', 'N', 'a'));
    assertRefused("sets items of something else than a dict", pickle().op(']', 'N', 'N', 's'));
    assertRefused("or half of an item", pickle().op('}', '(', 'N', 'u'));
    assertRefused("sets attributes of something else than a dict", pickle().op('N', 'N', 'b'));
    assertRefused("is of protocol 6", new Pickled().op(0x80, 6));
  }

  @Test
  void run_keysThatAreNoNames_areRefused() {
    assertRefused("neither a string nor an integer", pickle().op('}', ')', 'N', 's'));
    assertRefused(
        "sets 'w' of a dict twice", pickle().op('}').text("w").op('N', 's').text("w").op('N', 's'));
    assertRefused(
        "sets 'w' of a dict twice", pickle().op('}', '(').text("w").op('N').text("w").op('N', 'u'));
  }

  @Test
  void run_longTexts_areRefusedBeforeTheyAreRead() {
    assertRefused("has a text of 65537 bytes", pickle().op('X').le(65_537, 4));
    assertRefused("has a text of 4294967295 bytes", pickle().op('X').le(-1, 4));
    assertRefused("has an integer of 17 bytes", pickle().op(0x8a, 17));
    assertRefused("a global of more than 256 characters", pickle().op('c').raw(new byte[300]));
    assertRefused("a text that is not UTF-8", pickle().op('X', 1, 0, 0, 0, 0xff));
  }

  @Test
  void run_endlessPickles_areRefused() {
    byte[] many = new byte[1_100_000];
    Arrays.fill(many, (byte) ']');
    assertRefused("its pickle is too large", pickle().raw(many));
    Arrays.fill(many, (byte) '(');
    assertRefused("its pickle is too large", pickle().raw(many));
    byte[] long1 = new byte[17 << 20];
    Arrays.fill(long1, (byte) 0x80);
    for (int i = 1; i < long1.length; i += 2) {
      long1[i] = 2;
    }
    assertRefused("its pickle is too large", new Pickled().raw(long1));
  }

  /** Lists within lists, which a reader that compares or prints them would never come out of. */
  @Test
  void run_listThatHoldsItself_harmsNobody() {
    Pickled pickle = pickle().op(']', 'q', 0, 'h', 0, 'a', '.');
    assertThat(run(pickle.bytes())).isInstanceOf(PickleValue.Sequence.class);
    Pickled laughs = pickle().op(']', 'q', 0);
    for (int i = 0; i < 100; i++) {
      laughs.op(']', '(').op('h', i, 'h', i, 'h', i, 'e', 'q', i + 1);
    }
    laughs.op('}').text("w").op('h', 100, 's', 'N', 'b', '(');
    assertRefused("its pickle ends too early", laughs);
  }

  /** Without an order, a map compares each of these keys with all that it has. */
  @Test
  void run_keysOfOneHashCode_areFoundByTheirOrder() {
    int keys = 100_000;
    Pickled pickle = pickle().op('}', '(');
    for (int key = 0; key < keys; key++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 16; bit >= 0; bit--) {
        name.append((key >> bit & 1) == 0 ? "Aa" : "BB");
      }
      assertThat(name.toString().hashCode()).isEqualTo("Aa".repeat(17).hashCode());
      pickle.text(name.toString()).op('N');
    }
    assertThat(run(pickle.op('u', '.').bytes()))
        .isInstanceOfSatisfying(
            PickleValue.Dict.class, dict -> assertThat(dict.entries).hasSize(keys));
    assertThat(new PickleValue.Text("Aa")).isLessThan(new PickleValue.Text("BB"));
    assertThat(PickleValue.Int.of(-1)).isLessThan(PickleValue.Int.of(0));
  }

  @ParameterizedTest
  @CsvSource({
    "FloatStorage, 2, 0, 3, 1, it reaches beyond the 2 elements of its storage",
    "FloatStorage, 2, 0, 2, 0, its elements lie over each other",
    "FloatStorage, 2, -1, 2, 1, at least 0 must be",
    "FloatStorage, 2, 0, -2, 1, at least 0 must be",
    "FloatStorage, 9223372036854775807, 0, 2, 1, which cannot be",
  })
  void run_viewThatCannotBe_isRefused(
      String type, long elements, long offset, long size, long stride, String reason) {
    assertRefused(
        reason,
        pickle().tensor(type, "7", elements, offset, new long[] {size}, new long[] {stride}));
  }

  @Test
  void run_storageSaidInTwoWays_isRefused() {
    assertRefused(
        "gives storage '0' 2 elements of type I32, which cannot be or is not what it said before",
        pickle().storage("FloatStorage", "0", 2).storage("IntStorage", "0", 2));
    assertRefused(
        "gives storage '0' 3",
        pickle().storage("FloatStorage", "0", 2).storage("FloatStorage", "0", 3));
    assertRefused("names a storage in a way that torch does not", pickle().op('N', 'Q'));
    assertRefused(
        "names a storage in a way that torch does not", pickle().tuple(1, 2, 3, 4, 5).op('Q'));
    assertRefused(
        "storage '0' is a view of another one",
        pickle()
            .op('(')
            .text("storage")
            .global("torch", "FloatStorage")
            .text("0")
            .text("cpu")
            .integer(2)
            .tuple(1)
            .op('t', 'Q'));
  }

  @Test
  void run_callsOtherThanTorchs_areRefused() {
    assertRefused("calls what is no function", pickle().op('N', ')', 'R'));
    assertRefused(
        "calls what is no function", pickle().global("torch", "FloatStorage").op(')', 'R'));
    assertRefused("calls what is no function", pickle().global("torch", "Size").op('N', 'R'));
    for (String name : List.of("_rebuild_tensor_v2", "_rebuild_parameter")) {
      assertRefused(
          "calls torch._utils.%s with other arguments".formatted(name),
          pickle().global("torch._utils", name).op(')', 'R'));
    }
    assertRefused("calls torch.Size with other", pickle().global("torch", "Size").op(')', 'R'));
    assertRefused(
        "calls collections.OrderedDict with other",
        pickle().global("collections", "OrderedDict").op(']', 0x85, 'R'));
  }

  @Test
  void run_torchSize_isATuple() {
    PickleValue value =
        run(pickle().global("torch", "Size").tuple(2, 3).op(0x85, 'R', '.').bytes());
    assertThat(value)
        .isInstanceOfSatisfying(
            PickleValue.Tuple.class,
            tuple ->
                assertThat(tuple.elements)
                    .containsExactly(PickleValue.Int.of(2), PickleValue.Int.of(3)));
  }

  @Test
  void tensors_noneByName_isRefused() {
    MemoryContent content = new MemoryContent("x.bin", new byte[0]);
    for (byte[] pickle :
        List.of(
            pickle().op('N').stop(),
            pickle().op('}').stop(),
            pickle().op('}').text("model").op('N', 's').stop(),
            pickle().op('}').text("model").op('}').text("a").op('N', 's', 's').stop())) {
      PickleValue value = run(pickle);
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> StateDict.tensors(content, value))
          .withMessageContaining("it holds no tensor by name");
    }
  }

  @Test
  void run_integers_areTwosComplement() {
    assertThat(run(pickle().op(0x8a, 0).stop())).isEqualTo(PickleValue.Int.of(0));
    assertThat(run(pickle().op(0x8a, 1, 200).stop())).isEqualTo(PickleValue.Int.of(-56));
    assertThat(run(pickle().op(0x8a, 2, 200, 0).stop())).isEqualTo(PickleValue.Int.of(200));
    assertThat(run(pickle().integer(Long.MIN_VALUE).stop()))
        .isEqualTo(PickleValue.Int.of(Long.MIN_VALUE));
    assertThat(run(pickle().op('J', 255, 255, 255, 255).stop())).isEqualTo(PickleValue.Int.of(-1));
    assertThat(run(pickle().op('M', 255, 255).stop())).isEqualTo(PickleValue.Int.of(65_535));
  }
}
