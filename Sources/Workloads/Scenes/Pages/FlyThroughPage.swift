import FoundationEssentials
import HeadroomDisplay
import HeadroomScenes

/// A page on which one flies along the path of scenes: frames with their depths, complete in itself.
enum FlyThroughPage {
    /// A fly-through and what it shows.
    struct Scene {
        var title: String
        var flight: FlyThrough
    }

    static func render(_ scenes: [Scene], lead: String) throws -> String {
        var sections = [tag("h1", [:], "Scenes"), tag("p", ["class": "lead"], .text(lead))]
        for scene in scenes {
            sections.append(tag("h2", [:], .text(scene.title)))
            sections.append(try node(scene))
        }
        return Page.render(title: "Scenes", sections: sections, script: script)
    }

    private static func node(_ scene: Scene) throws -> Node {
        let farthest = scene.flight.frames.flatMap(\.depths).max() ?? 1
        // Colors and depths of all frames below one another: one picture to decode.
        let strip = scene.flight.strip(farthest: farthest)
        let first = scene.flight.frames[0].image
        return tag(
            "figure",
            ["class": "flight"],
            tag(
                "canvas",
                [
                    "width": "\(first.width)", "height": "\(first.height)", "tabindex": "0", "role": "img",
                    "aria-label": "\(scene.title), along the path",
                    "style":
                        "width: 100%; max-width: 600px; image-rendering: auto; cursor: ew-resize; touch-action: pan-y",
                    "data-frames": "\(scene.flight.frames.count)", "data-strip": try strip.dataURL,
                ]
            ),
            tag(
                "figcaption",
                [:],
                tag("span", [:], "Drag or use the arrow keys to fly, the space key to stop or go on, D for the depths.")
            )
        )
    }

    private static let script = """
        for (const canvas of document.querySelectorAll("figure.flight canvas")) {
          const context = canvas.getContext("2d"), strip = new Image(), count = +canvas.dataset.frames;
          let [at, direction, playing, depths] = [0, 1, !matchMedia("(prefers-reduced-motion: reduce)").matches, 0];
          const draw = () => context.drawImage(
            strip, depths * canvas.width, Math.round(at) * canvas.height, canvas.width, canvas.height,
            0, 0, canvas.width, canvas.height);
          const go = to => { at = Math.max(0, Math.min(count - 1, to)); draw(); };
          let last = 0;
          const tick = now => {
            if (playing && now - last > 80) {
              last = now;
              if (at + direction > count - 1 || at + direction < 0) direction = -direction;
              go(at + direction);
            }
            requestAnimationFrame(tick);
          };
          let from = null;
          canvas.addEventListener("pointerdown", e => { canvas.setPointerCapture(e.pointerId); from = [e.clientX, at]; playing = false; });
          canvas.addEventListener("pointermove", e => {
            if (from) go(from[1] + (e.clientX - from[0]) / canvas.clientWidth * count);
          });
          for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => from = null);
          canvas.addEventListener("keydown", e => {
            const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
            if (step) { playing = false; go(at + step); }
            else if (e.key == " ") playing = !playing;
            else if (e.key == "d" || e.key == "D") { depths = 1 - depths; draw(); }
            else return;
            e.preventDefault();
          });
          strip.onload = () => { draw(); requestAnimationFrame(tick); };
          strip.src = canvas.dataset.strip;
        }
        """
}

extension FlyThrough {
    /// All frames below one another, each beside its depths.
    fileprivate func strip(farthest: Float) -> Image {
        let rows = frames.map { $0.beside(farthest: farthest) }
        var image = Image(width: rows[0].width, height: rows[0].height * rows.count)
        image.bytes = rows.flatMap(\.bytes)
        return image
    }
}

extension Image {
    /// The picture as a PNG within a page.
    fileprivate var dataURL: String {
        get throws { "data:image/png;base64," + Data(try encodedPNG()).base64EncodedString() }
    }
}
