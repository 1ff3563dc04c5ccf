package dev.ptarmigan.kernel;

import static dev.ptarmigan.kernel.KernelWords.RDONLY;
import static dev.ptarmigan.kernel.KernelWords.WRITE;

import java.util.Locale;

/**
 * A call of a scenario: {@code ro: PA PAGES} and its like act on the linear map through the kernel's inner function; those that
 * start with {@code set_} are the public ones and take a virtual address.
 */
final class ScenarioCall {
    private ScenarioCall() {}

    static int run(WorldW world, SetMemory strategy, KernelTask task, String line) {
        String[] words = line.split(" +");
        String name = words[0].replace(":", "").toLowerCase(Locale.ROOT);
        long address = Scenario.hex(words[1]);
        int pages = words.length > 2 ? Integer.parseInt(words[2]) : 1;
        long size = pages * world.tables().pageBytes();
        long va = world.linear(address);
        return switch (name) {
            case "ro" -> strategy.change(task, va, size, RDONLY, WRITE);
            case "rw" -> strategy.change(task, va, size, WRITE, RDONLY);
            case "valid" -> strategy.setValid(task, va, pages, true);
            case "invalid" -> strategy.setValid(task, va, pages, false);
            case "dm_invalid" -> strategy.setDirectMapInvalid(task, va);
            case "dm_default" -> strategy.setDirectMapDefault(task, va);
            case "set_memory_ro" -> strategy.setReadOnly(task, address, pages);
            case "set_memory_rw" -> strategy.setReadWrite(task, address, pages);
            case "set_memory_x" -> strategy.setExecute(task, address, pages);
            case "set_memory_nx" -> strategy.setNoExecute(task, address, pages);
            case "set_memory_rox" -> strategy.setReadOnlyExecute(task, address, pages);
            case "cx" -> strategy.change(task, address, size, 0, KernelWords.PXN);
            case "flush" -> {
                TlbFlush.kernelRange(task, address, address + size);
                yield 0;
            }
            case "vfree" -> {
                VmArea area = world.kernel.areaOf(address);
                if (area == null) {
                    throw new IllegalArgumentException("no area: " + line);
                }
                strategy.free(task, area);
                yield 0;
            }
            default -> throw new IllegalArgumentException("unknown call: " + line);
        };
    }
}
