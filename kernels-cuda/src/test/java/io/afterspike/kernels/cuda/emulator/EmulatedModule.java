package io.afterspike.kernels.cuda.emulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A PTX text, understood wholly: what it holds that the emulator does not know fails at loading.
 */
public final class EmulatedModule {
  private final Map<String, PtxVariable> variables;
  private final Map<String, EmulatedKernel> kernels = new LinkedHashMap<>();

  private EmulatedModule(PtxParser parsed) {
    variables = parsed.variables;
    for (PtxFunction function : parsed.functions.values()) {
      if (function.kernel) {
        Inliner inlined = new Inliner(function, parsed.functions);
        kernels.put(function.name, new EmulatedKernel(this, inlined));
      }
    }
  }

  /**
   * Reads a text.
   *
   * @throws EmulatorException of kind UNKNOWN_INSTRUCTION, with the line
   */
  public static EmulatedModule load(String ptx) {
    return new EmulatedModule(new PtxParser(ptx));
  }

  /**
   * A kernel by its name.
   *
   * @throws IllegalArgumentException if there is none, with the names of those that there are
   */
  public EmulatedKernel kernel(String name) {
    EmulatedKernel kernel = kernels.get(name);
    if (kernel == null) {
      throw new IllegalArgumentException("no kernel " + name + ", only " + kernels.keySet());
    }
    return kernel;
  }

  /** All kernels in the order of the text; unmodifiable. */
  public List<EmulatedKernel> kernels() {
    return List.copyOf(kernels.values());
  }

  /**
   * The address of a variable of the module.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public long variable(EmulatedMemory memory, String name) {
    Cells cells = memory.variables(this).get(name);
    if (cells == null) {
      throw new IllegalArgumentException("no variable " + name + ", only " + variables.keySet());
    }
    return cells.id << EmulatedMemory.OFFSET_BITS;
  }

  /** The bytes of a variable of the module; -1 if there is none of this name. */
  public long variableBytes(String name) {
    PtxVariable variable = variables.get(name);
    return variable == null ? -1 : variable.bytes();
  }

  /** Frees the module's variables in a memory, as unloading the module does. */
  public void unload(EmulatedMemory memory) {
    memory.release(this);
  }

  boolean hasVariable(String name) {
    return isInMemory(variables.get(name));
  }

  private static boolean isInMemory(PtxVariable variable) {
    return variable != null
        && (variable.space().equals("global") || variable.space().equals("const"));
  }

  /** Shared variables outside functions. */
  Collection<PtxVariable> sharedVariables() {
    List<PtxVariable> shared = new ArrayList<>(variables.values());
    shared.removeIf(EmulatedModule::isInMemory);
    return shared;
  }

  /** Global and constant variables. */
  Collection<PtxVariable> variables() {
    List<PtxVariable> inMemory = new ArrayList<>(variables.values());
    inMemory.removeIf(variable -> !isInMemory(variable));
    return inMemory;
  }
}
