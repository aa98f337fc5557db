// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import io.offramp.engine.checkpoint.PickleValue.Bool;
import io.offramp.engine.checkpoint.PickleValue.Dict;
import io.offramp.engine.checkpoint.PickleValue.Int;
import io.offramp.engine.checkpoint.PickleValue.Sequence;
import io.offramp.engine.checkpoint.PickleValue.Storage;
import io.offramp.engine.checkpoint.PickleValue.Text;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/**
 * The layout of torch before 1.6: five pickles (a magic number, a protocol's number, the machine,
 * the tensors, the storages' keys), then each storage's count of elements and the elements.
 */
final class TorchLegacy {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final BigInteger PROTOCOL = BigInteger.valueOf(1001);

  private TorchLegacy() {}

  /** Finds the tensors and where their storages lie. */
  static TorchFile.Layout read(Content content) {
    Window in = new Window(content, "the file", 0, content.size());
    TensorBuilder builder = new TensorBuilder(content);
    requireInteger(content, in, builder, MAGIC, "torch's magic number");
    requireInteger(content, in, builder, PROTOCOL, "protocol");
    requireLittleEndian(content, PickleMachine.run(content, in, builder));
    Map<String, TensorView> views =
        StateDict.tensors(content, PickleMachine.run(content, in, builder));
    // no immutable map: these search keys of one hash code one by one
    Map<String, Storage> named = new HashMap<>(builder.storages());
    PickleValue keys = PickleMachine.run(content, in, builder);
    if (!(keys instanceof Sequence list)) {
      throw content.refusal("its storages' keys are no list (copy it again)");
    }
    Map<String, Long> starts = new HashMap<>();
    for (PickleValue element : list.elements) {
      Storage storage = element instanceof Text key ? named.get(key.value()) : null;
      if (storage == null) {
        throw content.refusal("it lists a storage that no tensor has (copy it again)");
      }
      if (starts.put(storage.key(), start(content, in, storage)) != null) {
        throw content.refusal(
            "it holds storage '%s' twice (copy it again)".formatted(Shown.of(storage.key())));
      }
    }
    for (String key : named.keySet()) {
      if (!starts.containsKey(key)) {
        throw content.refusal("it lacks storage '%s' (copy it again)".formatted(Shown.of(key)));
      }
    }
    return new TorchFile.Layout(views, starts);
  }

  /** Reads over a storage; gives the position of its first element. */
  private static long start(Content content, Window in, Storage storage) {
    long elements = in.i64();
    if (elements != storage.elements()) {
      throw content.refusal(
          "storage '%s' has %d elements, and its tensors say %d (copy it again)"
              .formatted(Shown.of(storage.key()), elements, storage.elements()));
    }
    long start = in.position();
    // the product fits: the builder refuses storages for which it would not
    in.skip(elements * storage.type().bytes());
    return start;
  }

  private static void requireInteger(
      Content content, Window in, TensorBuilder builder, BigInteger expected, String what) {
    PickleValue value = PickleMachine.run(content, in, builder);
    if (!(value instanceof Int number) || !number.value().equals(expected)) {
      throw content.refusal(
          "it does not begin with %s %s (must be a file that torch.save wrote; copy it again)"
              .formatted(what, expected));
    }
  }

  private static void requireLittleEndian(Content content, PickleValue machine) {
    if (!(machine instanceof Dict dict)
        || !(dict.entries.get(new Text("little_endian")) instanceof Bool little)
        || !little.value()) {
      throw content.refusal(
          "it was written on a big-endian machine, or does not say (load it in Python and save it as safetensors)");
    }
  }
}
