import HeadroomSystem

/// Python modules that report the steps of a training that does not use Headroom's protocol (docs/agent.md).
///
/// They are embedded in the binary and written to a separate folder, which a trial adds to Python's import path: every
/// Python process of the trial then loads the agent's `sitecustomize`, which installs the hooks.
package struct PythonAgent: Sendable {
    /// Folder to add to the import path.
    package let folder: String

    private static let modules: [(path: String, text: [UInt8])] = [
        ("sitecustomize.py", PackageResources.sitecustomize_py),
        ("usercustomize.py", PackageResources.usercustomize_py),
        ("headroom_agent/__init__.py", PackageResources.__init___py),
        ("headroom_agent/accelerate.py", PackageResources.accelerate_py),
        ("headroom_agent/batches.py", PackageResources.batches_py),
        ("headroom_agent/callers.py", PackageResources.callers_py),
        ("headroom_agent/device_memory.py", PackageResources.device_memory_py),
        ("headroom_agent/guard.py", PackageResources.guard_py),
        ("headroom_agent/hooks.py", PackageResources.hooks_py),
        ("headroom_agent/keras.py", PackageResources.keras_py),
        ("headroom_agent/keras_feeds.py", PackageResources.keras_feeds_py),
        ("headroom_agent/lengths.py", PackageResources.lengths_py),
        ("headroom_agent/lightning.py", PackageResources.lightning_py),
        ("headroom_agent/lightning_prefetch.py", PackageResources.lightning_prefetch_py),
        ("headroom_agent/mxnet.py", PackageResources.mxnet_py),
        ("headroom_agent/optimizers.py", PackageResources.optimizers_py),
        ("headroom_agent/pytorch.py", PackageResources.pytorch_py),
        ("headroom_agent/pytorch_batches.py", PackageResources.pytorch_batches_py),
        ("headroom_agent/pytorch_device_memory.py", PackageResources.pytorch_device_memory_py),
        ("headroom_agent/pytorch_evaluations.py", PackageResources.pytorch_evaluations_py),
        ("headroom_agent/pytorch_forwards.py", PackageResources.pytorch_forwards_py),
        ("headroom_agent/pytorch_gradients.py", PackageResources.pytorch_gradients_py),
        ("headroom_agent/pytorch_loaders.py", PackageResources.pytorch_loaders_py),
        ("headroom_agent/pytorch_longest_first.py", PackageResources.pytorch_longest_first_py),
        ("headroom_agent/pytorch_norms.py", PackageResources.pytorch_norms_py),
        ("headroom_agent/pytorch_short_epochs.py", PackageResources.pytorch_short_epochs_py),
        ("headroom_agent/pytorch_warmup.py", PackageResources.pytorch_warmup_py),
        ("headroom_agent/rate_limit.py", PackageResources.rate_limit_py),
        ("headroom_agent/reporter.py", PackageResources.reporter_py),
        ("headroom_agent/step_sizes.py", PackageResources.step_sizes_py),
        ("headroom_agent/tensorflow.py", PackageResources.tensorflow_py),
        ("headroom_agent/writer.py", PackageResources.writer_py),
    ]

    /// Writes the modules to a new folder inside `directory`.
    ///
    /// - Throws: ``TrialError`` where they cannot be written.
    package init(in directory: String) throws(TrialError) {
        folder = "\(directory)/agent"
        do {
            try Folder.make("\(folder)/headroom_agent")
            for module in Self.modules { try WholeFile.write(module.text, to: "\(folder)/\(module.path)") }
        } catch {
            throw TrialError(
                .missing,
                "the agent cannot be written: \(error)",
                hint: "see that the disk is not full, or set TMPDIR to a folder that can be written"
            )
        }
    }

    /// Variables that prepend the agent to Python's import path.
    package func environment(inherited: [String: String]) -> [String: String] {
        let path = [folder] + [inherited["PYTHONPATH"]].compactMap(\.self).filter { !$0.isEmpty }
        return ["PYTHONPATH": path.joined(separator: ":")]
    }
}
