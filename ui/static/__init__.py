"""Styles, scripts and pictures of the chat, all served from here: nothing comes from outside."""
