"""The look of Gradio's own parts: system fonts with Korean in them, calm colours, nothing loaded from outside.

The colours are CSS variables of `static/colours.css`, which knows both the light and the dark values.
"""

from __future__ import annotations

import gradio as gr

FONTS = ("Pretendard", "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", "NanumGothic")


def council_theme() -> gr.themes.Base:
    """Gradio's plain theme in the product's fonts and colours."""
    theme = gr.themes.Base(
        font=[*FONTS, "sans-serif"],
        font_mono=["D2Coding", "NanumGothicCoding", "monospace"],
        text_size=gr.themes.sizes.text_lg,
        radius_size=gr.themes.sizes.radius_md,
    )
    colours = {
        "body_background_fill": "var(--c-page)",
        "body_text_color": "var(--c-ink)",
        "body_text_color_subdued": "var(--c-soft)",
        "background_fill_primary": "var(--c-surface)",
        "background_fill_secondary": "var(--c-page)",
        "block_background_fill": "transparent",
        "border_color_primary": "var(--c-line)",
        "input_background_fill": "var(--c-surface)",
        "input_border_color": "var(--c-line)",
        "input_placeholder_color": "var(--c-faint)",
        "button_primary_background_fill": "var(--c-accent)",
        "button_primary_background_fill_hover": "var(--c-accent-strong)",
        "button_primary_text_color": "var(--c-on-accent)",
    }
    both = colours | {f"{name}_dark": value for name, value in colours.items()}
    return theme.set(**both, block_border_width="0", block_shadow="none", input_shadow="none")
