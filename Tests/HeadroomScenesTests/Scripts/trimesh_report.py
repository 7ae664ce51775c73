"""For each mesh named on the command line, a line of JSON with what trimesh reads in it."""

import json
import sys

import trimesh

for path in sys.argv[1:]:
    # OBJ and STL repeat vertices or have none in common; the same positions are joined for all formats alike.
    mesh = trimesh.load(path, force="mesh", process=False)
    mesh.merge_vertices(merge_tex=True, merge_norm=True)
    print(json.dumps({
        "faces": len(mesh.faces),
        "bounds": mesh.bounds.ravel().tolist(),
        "isWatertight": bool(mesh.is_watertight),
        "volume": float(mesh.volume),
        "area": float(mesh.area),
        "euler": int(mesh.euler_number),
        "color": [int(x) for x in mesh.visual.vertex_colors[0][:3]] if mesh.visual.kind == "vertex" else None,
    }))
