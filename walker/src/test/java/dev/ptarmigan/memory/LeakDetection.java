package dev.ptarmigan.memory;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves memory behind: a netty buffer, or anything else netty's leak detector is told of, that
 * was collected before it was released. Every one is tracked. JUnit finds this class by itself, here and in the modules that test with this module's test jar.
 */
public final class LeakDetection implements BeforeAllCallback, AfterAllCallback {
    private static final ConcurrentLinkedQueue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final ConcurrentLinkedQueue<Recorder<?>> RECORDERS = new ConcurrentLinkedQueue<>();

    static {
        // Before any class of netty's that keeps a detector is initialized.
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Nothing to do but to be loaded before the first test.
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        List<String> leaks = collect();
        if (!leaks.isEmpty()) {
            throw new AssertionError(context.getDisplayName() + " or a class before it left " + leaks.size()
                    + " resources unreleased:\n" + String.join("\n", leaks));
        }
    }

    /** Collects garbage and returns, and forgets, the leaks found since the last call. */
    public static List<String> collect() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> sentinel = new WeakReference<>(new Object(), queue);
        System.gc();
        for (int i = 0; i < 50 && queue.remove(20) != sentinel; i++) {
            System.gc();
        }
        Thread.sleep(2);
        RECORDERS.forEach(Recorder::look);
        List<String> found = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            found.add(leak);
        }
        return found;
    }

    private static final class Factory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // The only method a factory has to have.
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
            return new Recorder<>(resource, interval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval) {
            return new Recorder<>(resource, interval);
        }
    }

    private static final class Recorder<T> extends ResourceLeakDetector<T> {
        Recorder(Class<T> resource, int interval) {
            super(resource, interval);
            RECORDERS.add(this);
        }

        /** A detector looks for collected resources whenever it is given a new one. */
        @SuppressWarnings("unchecked") // The resource's type plays no part in tracking.
        void look() {
            Object probe = new Object();
            ResourceLeakTracker<Object> tracker = ((ResourceLeakDetector<Object>) this).track(probe);
            if (tracker != null) {
                tracker.close(probe);
            }
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add(resourceType + " without a recorded access");
        }
    }
}
