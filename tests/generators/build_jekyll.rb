# Builds the sites in the folders named, each into its _site, in one process; prints those that Jekyll refuses.
require "jekyll"
Jekyll.logger.log_level = :error
$stderr.reopen(File::NULL)
ARGV.each do |folder|
  ENV["TZ"] = "UTC"
  # a date is kept as it was read in the time zone of the site before
  Jekyll::Utils.instance_variable_set(:@parse_date_cache, {})
  begin
    file = %w(yml yaml).map { |ending| File.join(folder, "_config.#{ending}") }.find { |name| File.exist?(name) }
    # what the command line would find by the folder it runs in
    source = File.join(folder, (Jekyll::Utils.safe_load_yaml_file(file) || {})["source"] || "")
    Jekyll::Site.new(
      Jekyll.configuration(
        "config" => file, "source" => source, "destination" => File.join(folder, "_site"), "disable_disk_cache" => true
      )
    ).process
  rescue StandardError, SystemExit => e
    puts "#{folder}\t#{e.class}: #{e.message.lines.first}"
  end
end
