// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import io.offramp.engine.checkpoint.PickleValue.Dict;
import io.offramp.engine.checkpoint.PickleValue.Int;
import io.offramp.engine.checkpoint.PickleValue.None;
import io.offramp.engine.checkpoint.PickleValue.Storage;
import io.offramp.engine.checkpoint.PickleValue.StorageType;
import io.offramp.engine.checkpoint.PickleValue.Tensor;
import io.offramp.engine.checkpoint.PickleValue.Text;
import io.offramp.engine.checkpoint.PickleValue.Tuple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes what the calls in a pickle of tensors stand for, and keeps the storages they name. */
final class TensorBuilder {
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private final Content content;
  private final Map<String, Storage> storages = new LinkedHashMap<>();

  TensorBuilder(Content content) {
    this.content = content;
  }

  /** The storages that were named, by key. */
  Map<String, Storage> storages() {
    return storages;
  }

  /** What torch saves in the place of a storage: a tuple that names it. */
  Storage storage(PickleValue id) {
    if (!(id instanceof Tuple tuple)
        || tuple.elements.size() < 5
        || tuple.elements.size() > 6
        || !(tuple.elements.get(0) instanceof Text kind)
        || !kind.value().equals("storage")
        || !(tuple.elements.get(1) instanceof StorageType type)
        || !(tuple.elements.get(2) instanceof Text key)
        || !(tuple.elements.get(3) instanceof Text)) {
      throw broken("names a storage in a way that torch does not");
    }
    if (tuple.elements.size() == 6 && tuple.elements.get(5) != None.NONE) {
      throw content.refusal(
          "storage '%s' is a view of another one, as torch before 0.4 wrote them (load it in Python and save it as safetensors)"
              .formatted(Shown.of(key.value())));
    }
    Storage storage = new Storage(key.value(), type.type(), count(tuple.elements.get(4)));
    if (storage.elements() > Long.MAX_VALUE / Long.BYTES
        || !storages.computeIfAbsent(key.value(), k -> storage).equals(storage)) {
      throw broken(
          "gives storage '%s' %d elements of type %s, which cannot be or is not what it said before"
              .formatted(Shown.of(key.value()), storage.elements(), storage.type()));
    }
    return storage;
  }

  /** What a call gives. */
  PickleValue call(PickleValue function, PickleValue arguments) {
    if (!(function instanceof PickleValue.Global global) || !(arguments instanceof Tuple tuple)) {
      throw broken("calls what is no function");
    }
    List<PickleValue> given = tuple.elements;
    return switch (global.name()) {
      case REBUILD_TENSOR -> tensor(given);
      case REBUILD_PARAMETER -> {
        if (given.size() == 3 && given.get(0) instanceof Tensor) {
          yield given.get(0);
        }
        throw wrongArguments(global.name());
      }
      case ORDERED_DICT -> {
        if (given.isEmpty()) {
          yield new Dict();
        }
        throw wrongArguments(global.name());
      }
      case SIZE -> {
        if (given.size() == 1 && given.get(0) instanceof Tuple) {
          yield given.get(0);
        }
        throw wrongArguments(global.name());
      }
    };
  }

  private Tensor tensor(List<PickleValue> given) {
    if (given.size() < 6 || given.size() > 7 || !(given.get(0) instanceof Storage storage)) {
      throw wrongArguments(TorchGlobal.REBUILD_TENSOR);
    }
    TensorView view =
        new TensorView(storage, count(given.get(1)), counts(given.get(2)), counts(given.get(3)));
    String flaw = view.flaw();
    if (!flaw.isEmpty()) {
      throw content.refusal(
          "a tensor of storage '%s' cannot be: %s (make it contiguous before it is saved, or copy the file again)"
              .formatted(Shown.of(storage.key()), flaw));
    }
    return new Tensor(view);
  }

  private List<Long> counts(PickleValue value) {
    if (!(value instanceof Tuple tuple)) {
      throw wrongArguments(TorchGlobal.REBUILD_TENSOR);
    }
    List<Long> counts = new ArrayList<>();
    for (PickleValue element : tuple.elements) {
      counts.add(count(element));
    }
    return counts;
  }

  private long count(PickleValue value) {
    if (value instanceof Int number
        && number.value().signum() >= 0
        && number.value().compareTo(LONG_MAX) <= 0) {
      return number.value().longValue();
    }
    throw broken("has something else where a size, a stride or an offset of at least 0 must be");
  }

  private CheckpointException wrongArguments(TorchGlobal function) {
    return broken("calls %s with other arguments than torch does".formatted(function.pythonName()));
  }

  private CheckpointException broken(String what) {
    return content.refusal("its pickle %s (copy it again)".formatted(what));
  }
}
