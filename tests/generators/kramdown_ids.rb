# Reads a JSON list of [text, options]; prints for each the ids and texts of the headings that kramdown makes.
require "json"
require "kramdown"
require "kramdown-parser-gfm"
found = JSON.parse($stdin.read).map do |text, options|
  html = Kramdown::Document.new(text, { input: "GFM", hard_wrap: false }.merge(options.transform_keys(&:to_sym))).to_html
  html.scan(%r!<h([1-6])([^>]*)>(.*?)</h\1>!m).map { |_, attributes, inner| [attributes[/ id="([^"]*)"/, 1], inner] }
end
puts JSON.generate(found)
