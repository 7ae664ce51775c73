import FoundationEssentials
import HeadroomDisplay
import HeadroomScenes

/// A mesh on a page that can be turned with a mouse, a finger or the arrow keys; drawn by WebGL, without other files.
enum MeshViewer {
    /// - Parameter still: a picture of the mesh where the browser cannot draw it.
    static func node(_ mesh: Mesh, still: Image) throws -> Node {
        tag(
            "figure",
            [:],
            tag(
                "canvas",
                [
                    "id": "viewer", "width": "900", "height": "600", "tabindex": "0", "role": "img",
                    "aria-label": "the reconstruction, which can be turned",
                    "style": "width: 100%; aspect-ratio: 3 / 2; touch-action: none; cursor: grab",
                    "data-positions": base64(mesh.vertices.flatMap { [$0.x, $0.y, $0.z] }),
                    "data-triangles": base64(mesh.triangles.flatMap { [$0.x, $0.y, $0.z] }),
                ]
            ),
            tag("img", ["id": "still", "hidden": "", "alt": "the reconstruction", "src": try still.dataURL]),
            tag(
                "figcaption",
                [:],
                tag("span", [:], "Drag to turn, scroll or pinch to zoom; the arrow keys turn as well.")
            )
        )
    }

    private static func base64<Number: BitwiseCopyable>(_ numbers: [Number]) -> String {
        numbers.withUnsafeBytes { Data($0) }.base64EncodedString()
    }

    static let script = """
        (() => {
          const canvas = document.getElementById("viewer");
          const gl = canvas.getContext("webgl", { antialias: true, alpha: true });
          if (!gl) { canvas.hidden = true; document.getElementById("still").hidden = false; return; }
          const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer;
          const points = new Float32Array(bytes(canvas.dataset.positions));
          const corners = new Uint32Array(bytes(canvas.dataset.triangles));
          // Three corners of their own for each triangle, so that each has its own normal.
          const data = new Float32Array(corners.length * 6);
          for (let t = 0; t < corners.length; t += 3) {
            const p = [0, 1, 2].map(k => points.subarray(3 * corners[t + k], 3 * corners[t + k] + 3));
            const u = [0, 1, 2].map(i => p[1][i] - p[0][i]), v = [0, 1, 2].map(i => p[2][i] - p[0][i]);
            const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
            const length = Math.hypot(...n) || 1;
            for (let k = 0; k < 3; k++) for (let i = 0; i < 3; i++) {
              data[6 * (t + k) + i] = p[k][i];
              data[6 * (t + k) + 3 + i] = n[i] / length;
            }
          }
          const compile = (kind, source) => {
            const shader = gl.createShader(kind);
            gl.shaderSource(shader, source); gl.compileShader(shader);
            return shader;
          };
          const program = gl.createProgram();
          gl.attachShader(program, compile(gl.VERTEX_SHADER, `
            attribute vec3 position, normal; uniform vec2 angles; uniform float distance, aspect;
            varying vec3 seen;
            vec3 turn(vec3 v) {
              float c = cos(angles.x), s = sin(angles.x), d = cos(angles.y), e = sin(angles.y);
              v = vec3(c * v.x + s * v.z, v.y, c * v.z - s * v.x);
              return vec3(v.x, d * v.y - e * v.z, e * v.y + d * v.z);
            }
            void main() {
              seen = turn(normal);
              vec3 p = turn(position) - vec3(0.0, 0.0, distance);
              gl_Position = vec4(p.x * 2.6 / aspect, p.y * 2.6, -p.z * 1.02 - 0.2, -p.z);
            }`));
          gl.attachShader(program, compile(gl.FRAGMENT_SHADER, `
            precision mediump float; varying vec3 seen;
            void main() {
              float light = max(0.0, dot(normalize(seen), normalize(vec3(-0.4, 0.75, 0.55))));
              gl_FragColor = vec4(vec3(0.42, 0.55, 0.72) * (0.45 + 0.6 * light), 1.0);
            }`));
          gl.linkProgram(program); gl.useProgram(program); gl.enable(gl.DEPTH_TEST);
          gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
          gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
          for (const [name, offset] of [["position", 0], ["normal", 12]]) {
            const place = gl.getAttribLocation(program, name);
            gl.enableVertexAttribArray(place);
            gl.vertexAttribPointer(place, 3, gl.FLOAT, false, 24, offset);
          }
          const uniform = name => gl.getUniformLocation(program, name);
          let [azimuth, elevation, distance] = [-0.6, 0.45, 2.2];
          const draw = () => {
            const scale = window.devicePixelRatio || 1;
            canvas.width = canvas.clientWidth * scale; canvas.height = canvas.clientHeight * scale;
            gl.viewport(0, 0, canvas.width, canvas.height);
            gl.clearColor(0, 0, 0, 0); gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
            gl.uniform2f(uniform("angles"), azimuth, elevation);
            gl.uniform1f(uniform("distance"), distance);
            gl.uniform1f(uniform("aspect"), canvas.width / canvas.height);
            gl.drawArrays(gl.TRIANGLES, 0, corners.length);
          };
          const turn = (x, y) => {
            azimuth += x; elevation = Math.max(-1.55, Math.min(1.55, elevation + y)); draw();
          };
          const zoom = factor => { distance = Math.max(1.2, Math.min(6, distance * factor)); draw(); };
          const fingers = new Map();
          canvas.addEventListener("pointerdown", e => { canvas.setPointerCapture(e.pointerId); fingers.set(e.pointerId, e); });
          canvas.addEventListener("pointerup", e => fingers.delete(e.pointerId));
          canvas.addEventListener("pointercancel", e => fingers.delete(e.pointerId));
          canvas.addEventListener("pointermove", e => {
            const before = fingers.get(e.pointerId);
            if (!before) return;
            if (fingers.size == 2) {
              const other = [...fingers.values()].find(f => f.pointerId != e.pointerId);
              const gap = f => Math.hypot(f.clientX - other.clientX, f.clientY - other.clientY) || 1;
              zoom(gap(before) / gap(e));
            } else turn((e.clientX - before.clientX) / 150, (e.clientY - before.clientY) / 150);
            fingers.set(e.pointerId, e);
          });
          canvas.addEventListener("wheel", e => { e.preventDefault(); zoom(Math.exp(e.deltaY / 800)); }, { passive: false });
          canvas.addEventListener("keydown", e => {
            const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] }[e.key];
            if (step) { e.preventDefault(); turn(...step); }
          });
          window.addEventListener("resize", draw);
          draw();
        })();
        """
}

extension Image {
    /// The picture as a PNG within a page.
    var dataURL: String {
        get throws { "data:image/png;base64," + Data(try encodedPNG()).base64EncodedString() }
    }
}
