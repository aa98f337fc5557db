// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.offramp.engine.djl.DjlDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A TorchScript module loaded by DJL whose methods are called by name.
 *
 * <p>Safe for concurrent calls: a call reads the weights and writes only into the manager of its
 * first input.
 */
public final class TorchModule implements AutoCloseable {
  // DJL calls the method that an extra input of this name asks for.
  private static final String METHOD_PREFIX = "module_method:";

  private final Model model;

  private TorchModule(Model model) {
    this.model = model;
  }

  /**
   * Loads an archive for inference.
   *
   * @throws IOException if libtorch cannot read the file; the message names it
   */
  public static TorchModule load(Path archive, Device device) throws IOException {
    TorchModule module = load(archive, device, Map.of("mapLocation", "true"));
    JniUtils.enableInferenceMode(module.symbols()); // whatever mode it was saved in
    return module;
  }

  /**
   * Loads an archive with trainable parameters, on the CPU.
   *
   * @throws IOException if libtorch cannot read the file; the message names it
   */
  public static TorchModule loadForTraining(Path archive) throws IOException {
    return load(archive, Device.cpu(), Map.of("trainParam", "true", "hasParameter", "true"));
  }

  private static TorchModule load(Path archive, Device device, Map<String, String> options)
      throws IOException {
    DjlDefaults.apply();
    if (!Files.isRegularFile(archive)) {
      throw new IOException("Cannot load TorchScript " + archive + ": it is no file");
    }
    // The whole name: by a part of it DJL might find another file, whose hash nobody checked.
    String name = String.valueOf(archive.getFileName());
    ProcessEnd end = ProcessEnd.ofThisProcess();
    end.hold();
    Model model = Model.newInstance(name, device, "PyTorch");
    try {
      model.load(archive.toAbsolutePath().getParent(), name, options);
      return new TorchModule(model);
    } catch (MalformedModelException | IOException | RuntimeException e) {
      model.close();
      throw new IOException("Cannot load TorchScript " + archive + ": " + e.getMessage(), e);
    } finally {
      end.letGo();
    }
  }

  /** Where its tensors are. */
  public Device device() {
    return model.getNDManager().getDevice();
  }

  /** A scope for the arrays of one batch; closing it frees them. */
  public NDManager newScope() {
    return model.getNDManager().newSubManager();
  }

  /**
   * Calls a method of one tensor result. The result belongs to the first input's manager.
   *
   * @param method name in the TorchScript class
   */
  public NDArray call(String method, NDArray... inputs) {
    try (IValue result = run(method, inputs)) {
      return result.toTensor(manager(inputs));
    }
  }

  /**
   * The same of a module that may give anything.
   *
   * @throws EngineException if the result is no tensor
   */
  public NDArray callForTensor(String method, NDArray... inputs) {
    try (IValue result = run(method, inputs)) {
      if (!result.isTensor()) {
        throw new EngineException("it gave a value of type " + result.getType());
      }
      return result.toTensor(manager(inputs));
    }
  }

  /** The names of its methods, sorted. */
  public List<String> methods() {
    return Arrays.stream(JniUtils.getMethodNames(symbols())).sorted().toList();
  }

  private PtSymbolBlock symbols() {
    return (PtSymbolBlock) model.getBlock();
  }

  /** Calls a method of several tensor results. They belong to the first input's manager. */
  public NDList callAll(String method, NDArray... inputs) {
    try (IValue result = run(method, inputs)) {
      return result.toNDList(manager(inputs));
    }
  }

  /**
   * Calls a method of one tensor result whose last input is a list of numbers.
   *
   * @param method name in the TorchScript class
   */
  public NDArray call(String method, long[] numbers, NDArray... inputs) {
    try (IValue last = IValue.listFrom(numbers);
        IValue result = run(method, inputs, last)) {
      return result.toTensor(manager(inputs));
    }
  }

  /**
   * Calls a method of lists of tensors and a number, of one tensor result, without recording
   * gradients.
   *
   * @param method name in the TorchScript class
   * @param number its last argument
   * @param owner of the result
   */
  public NDArray callLists(
      String method, List<List<NDArray>> lists, double number, NDManager owner) {
    List<IValue> values = new ArrayList<>();
    try {
      for (List<NDArray> list : lists) {
        values.add(IValue.listFrom(list.toArray(new PtNDArray[0])));
      }
      values.add(IValue.from(number));
      try (IValue result = runMethod(method, values.toArray(new IValue[0]))) {
        return result.toTensor((PtNDManager) owner);
      }
    } finally {
      values.forEach(IValue::close);
    }
  }

  /**
   * Calls a method of one tensor result so that gradients can be had of it. The result belongs to
   * the first input's manager. Who trains holds the {@linkplain ProcessEnd process's end}, of which
   * the backward pass is part.
   *
   * @param method name in the TorchScript class
   */
  public NDArray callForTraining(String method, NDArray... inputs) {
    ParameterStore store = new ParameterStore(model.getNDManager(), false);
    return model.getBlock().forward(store, inputsFor(method, inputs), true).singletonOrThrow();
  }

  /** Sets what the process's random tensors go on from. */
  public void seed(int seed) {
    model.getNDManager().getEngine().setRandomSeed(seed);
  }

  /** Records what is computed until it is closed; one at a time in a process. */
  public GradientCollector newGradientCollector() {
    return model.getNDManager().getEngine().newGradientCollector();
  }

  /** Past DJL's own calls of a block, which make a tensor to tell the method's name. */
  private IValue run(String method, NDArray[] inputs, IValue... more) {
    IValue[] values = new IValue[inputs.length + more.length];
    System.arraycopy(more, 0, values, inputs.length, more.length);
    int made = 0;
    try {
      while (made < inputs.length) {
        values[made] = IValue.from((PtNDArray) inputs[made]);
        made++;
      }
      return runMethod(method, values);
    } finally {
      for (int input = 0; input < made; input++) {
        values[input].close();
      }
    }
  }

  private IValue runMethod(String method, IValue[] values) {
    ProcessEnd end = ProcessEnd.ofThisProcess();
    end.hold();
    try {
      return IValueUtils.runMethod(symbols(), method, values);
    } finally {
      end.letGo();
    }
  }

  private static PtNDManager manager(NDArray[] inputs) {
    return (PtNDManager) inputs[0].getManager();
  }

  /** The inputs, and one more that names the method. */
  static NDList inputsFor(String method, NDArray... inputs) {
    NDList list = new NDList(inputs);
    NDArray selector = inputs[0].getManager().create(0f);
    selector.setName(METHOD_PREFIX + method);
    list.add(selector);
    return list;
  }

  /** The module's parameters by name. */
  public Block block() {
    return model.getBlock();
  }

  @Override
  public void close() {
    model.close();
  }
}
