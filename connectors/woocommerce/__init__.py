"""WooCommerce shops of producers: only the signature so far; the channel isn't registered yet."""
