# Builds the sites in the folders named, each into its _site, in one process; prints those that Jekyll refuses.
require "jekyll"
Jekyll.logger.log_level = :error
$stderr.reopen(File::NULL)
ARGV.each do |folder|
  ENV["TZ"] = "UTC"
  begin
    Dir.chdir(folder) do
      config = Jekyll.configuration("quiet" => true, "disable_disk_cache" => true)
      config = Jekyll.configuration("quiet" => true, "disable_disk_cache" => true,
                                    "source" => File.expand_path(config["source"], folder),
                                    "destination" => File.join(folder, "_site"))
      Jekyll::Site.new(config).process
    end
  rescue StandardError, SystemExit => e
    puts "#{folder}\t#{e.class}: #{e.message.lines.first}"
  end
end
